package factory.pipeline.prove;

import java.time.Duration;

/** How a fuzz lets go first what people wait for. */
public interface Yielding {
  /** Nothing else is ever to be done. */
  Yielding NEVER = () -> Duration.ZERO;

  /** Returns when the fuzz may go on, with the time that it waited, which is none of its own. */
  Duration await() throws InterruptedException;
}
