package factory.edge.limits;

import factory.mesh.Fault;
import io.grpc.Status.Code;
import java.util.Map;

/** Each way in which what owners ask for is refused. */
public sealed interface RuleFault extends Fault.Tabled {
  /** Something is said of as many wallets as may be. */
  record TooManyWallets(int most) implements RuleFault {}

  @Override
  default Plain told() {
    return switch (this) {
      case TooManyWallets(var most) ->
          new Plain(
              Code.FAILED_PRECONDITION,
              "TOO_MANY_WALLETS",
              "Something is said of as many wallets of the service as may be; take back what is over first.",
              Map.of("most", Integer.toString(most)));
    };
  }
}
