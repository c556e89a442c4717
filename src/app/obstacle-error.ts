import { AppError } from '../domain/errors.ts';
import { type Obstacle, obstacleCode } from '../domain/obstacle.ts';
import { obstacleText } from '../domain/text/obstacle-text.ts';

/** Ends a run for what stands in its way on the target; the message is English, and the facts are there for any language. */
export class ObstacleError extends AppError {
  readonly obstacle: Obstacle;

  constructor(obstacle: Obstacle) {
    super(obstacleCode(obstacle), obstacleText(obstacle));
    this.name = 'ObstacleError';
    this.obstacle = obstacle;
  }
}
