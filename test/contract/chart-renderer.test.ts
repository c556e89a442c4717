import { afterAll } from 'vitest';
import { createChartRenderer } from '../../src/adapters/chartjs/create-chart-renderer.ts';
import { createFakeCharts } from '../fakes/fake-charts.ts';
import { chartRendererContract } from './chart-renderer.contract.ts';

const fake = createFakeCharts();
const real = createChartRenderer({});
afterAll(() => real.close());

chartRendererContract('the fake', () => fake);
chartRendererContract('Chart.js', () => real);
