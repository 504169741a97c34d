package factory.runtime;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may make a record is not decided by the record that he makes. */
final class CreateAccessTest {
  private static final String ANN = "0x" + "a1".repeat(20);
  private static final String BOB = "0x" + "b2".repeat(20);

  private static final Condition NONE_YET =
      Condition.exists("organisers", Condition.always()).not();

  private static final Resource ORGANISERS =
      Resource.of("organiser", "organisers", Field.wallet("wallet").required().unique())
          .create(
              Access.when(
                  caller ->
                      NONE_YET.or(
                          Condition.exists("organisers", Condition.equal("wallet", caller)))));

  private static String of(String wallet) {
    return "{\"wallet\":\"" + wallet + "\"}";
  }

  @Test
  void nobodyMakesHimselfOneOfThem(@TempDir Path folder) throws Exception {
    try (var club = Running.start(folder, ORGANISERS)) {
      club.call(ANN, "POST", "/organisers", of(ANN)).is(201);
      club.call(BOB, "POST", "/organisers", of(BOB)).is(403);
      club.call(ANN, "POST", "/organisers", of(BOB)).is(201);
      club.call(BOB, "POST", "/organisers", of("0x" + "c3".repeat(20))).is(201);
    }
  }
}
