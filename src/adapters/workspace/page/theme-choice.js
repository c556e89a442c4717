// Runs before anything is drawn, so that the page never flashes in the other colours.
document.documentElement.dataset.theme = localStorage.getItem('nlb-workspace-theme') ?? 'system';
