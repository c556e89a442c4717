import { expect, test } from 'vitest';
import { placeLabel, spreadColumn } from '../../../src/adapters/chartjs/label-place.ts';

const AREA = { left: 0, top: 0, width: 400, height: 200 };
const SIZE = { width: 80, height: 18 };

test('a label stands right above its line where nothing is in the way', () => {
  const placed = placeLabel([{ x: 200, y: 100 }], SIZE, AREA, { boxes: [], lines: [] });
  expect(placed?.box).toEqual({ left: 160, top: 77, width: 80, height: 18 });
});

test('a label never lies on another one', () => {
  const taken = { left: 150, top: 70, width: 100, height: 60 };
  const { box } = placeLabel([{ x: 200, y: 100 }], SIZE, AREA, { boxes: [taken], lines: [] }) ?? {};
  expect(box === undefined || box.top >= 130 || box.top + box.height <= 70).toBe(true);
  expect(box).toBeDefined();
});

test('a label moves off a line that would run through it', () => {
  const crossing = Array.from({ length: 41 }, (_, i) => ({ x: i * 10, y: 85 }));
  const placed = placeLabel([{ x: 200, y: 100 }], SIZE, AREA, { boxes: [], lines: [crossing] });
  expect(placed?.box.top).toBeGreaterThan(85);
});

test('a label near the edge moves sideways, so that it stays in the area', () => {
  const at = (x: number) => placeLabel([{ x, y: 100 }], SIZE, AREA, { boxes: [], lines: [] })?.box.left;
  expect([at(395), at(360), at(3)]).toEqual([320, 320, 0]);
});

test('a label without any room is left out', () => {
  expect(placeLabel([{ x: 200, y: 100 }], SIZE, AREA, { boxes: [AREA], lines: [] })).toBeNull();
});

test('labels of one column keep their distance and their order, within its ends', () => {
  expect(spreadColumn([50, 52, 10], 20, 0, 100)).toEqual([50, 70, 10]);
  expect(spreadColumn([98, 99, 100], 20, 0, 100)).toEqual([60, 80, 100]);
});
