import { h } from './dom.js';

/** Opens an image as large as the window allows, with its description below. */
function openLarge(url, alt) {
  const dialog = h(
    'dialog',
    { class: 'lightbox', 'aria-label': 'Image', onclick: () => dialog.close(), onclose: () => dialog.remove() },
    [
      h(
        'div',
        { class: 'lightbox-stage', tabindex: 0, role: 'group', 'aria-label': 'Image' },
        h('img', { src: url, alt }),
      ),
      h('div', { class: 'lightbox-foot' }, [
        h('p', {}, alt),
        h(
          'a',
          { href: url, target: '_blank', rel: 'noopener', onclick: (event) => event.stopPropagation() },
          'Open original',
        ),
        h('button', { type: 'button', class: 'button', autofocus: true }, 'Close'),
      ]),
    ],
  );
  document.body.append(dialog);
  dialog.showModal();
}

/** An image that opens large; one from elsewhere is only described, for the page loads nothing from other places. */
export function image(url, alt, small = false) {
  if (!new URL(url, location.href).href.startsWith(`${location.origin}/`)) {
    return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, `Image: ${alt}`);
  }
  if (small) return h('img', { src: url, alt, class: 'small-image' });
  return h(
    'button',
    { type: 'button', class: 'image-button', 'aria-label': `Open image: ${alt}`, onclick: () => openLarge(url, alt) },
    h('img', { src: url, alt }),
  );
}

/** The address of a file of this workspace. */
export function fileAddress(file) {
  return file.url
    ? new URL(new URL(file.url).pathname, location.origin).href
    : `${location.origin}/files/${file.id}/image`;
}
