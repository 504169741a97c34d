package factory.pipeline.prove;

import factory.pipeline.spec.Specification;
import factory.pipeline.write.Writer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** Proofs of what accounts do in documents that were made for tests. */
final class MadeAccounts {
  private static final Budget BUDGET = new Budget(400, Duration.ofMinutes(2), 5);

  private MadeAccounts() {}

  /**
   * The part of a proof that is about accounts.
   *
   * @param between stands between the prover and the service
   */
  static Proof proof(Path folder, Specification specification, UnaryOperator<Client> between)
      throws Exception {
    var artifact = new Writer().write(specification);
    return new Proven(folder)
        .with(
            artifact.files(),
            artifact.openapi(),
            client ->
                new Prover()
                    .accounts(specification, artifact.openapi(), between.apply(client), BUDGET));
  }
}
