package factory.chain.index;

import factory.chain.evm.Account;
import factory.chain.evm.Endpoint;
import factory.chain.evm.EndpointDown;
import factory.chain.evm.RpcRefused;

/** Reads final blocks by ranges that are as large as the endpoint can stand. Of one thread. */
final class Backfill {
  private static final int FIRST_RANGE = 1_000;
  private static final int LARGEST_RANGE = 100_000;

  /** Moves in one range that are worth a smaller one, or a larger one. */
  private static final int MANY_MOVES = 20_000;

  private static final int FEW_MOVES = 5_000;

  private final BlockReader reader;
  private final Keeper keeper;
  private long range = FIRST_RANGE;

  Backfill(BlockReader reader, Keeper keeper) {
    this.reader = reader;
    this.keeper = keeper;
  }

  /** Reads and applies the next range, up to the last block at most. */
  void next(Endpoint endpoint, Account factory, long from, long last) {
    var fill = read(endpoint, factory, from, last);
    keeper.apply(fill);
    if (fill.moves().size() > MANY_MOVES) {
      range = Math.max(1, range / 2);
    } else if (fill.moves().size() < FEW_MOVES) {
      range = Math.min(LARGEST_RANGE, range * 2);
    }
  }

  private Fill read(Endpoint endpoint, Account factory, long from, long last) {
    while (true) {
      try {
        return reader.fill(endpoint, factory, from, Math.min(from + range - 1, last));
      } catch (RpcRefused e) {
        // Too many blocks or logs for this endpoint, in whatever words it says so.
        if (range == 1) {
          throw e;
        }
        range = range / 2;
      } catch (EndpointDown e) {
        // Perhaps it was too much to be answered in time.
        range = Math.max(1, range / 2);
        throw e;
      }
    }
  }
}
