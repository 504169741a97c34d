package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a trial stores, and what a service stores, are never one another's. */
final class TrialTest {
  private final Path folder;

  TrialTest(@TempDir Path folder) {
    this.folder = folder;
  }

  private void started(boolean trial) throws Exception {
    var options =
        new Options(
            folder.resolve("s"),
            folder.resolve("data"),
            "v1",
            Caller.SERVICE,
            Caller.KEY,
            trial,
            null);
    Service.start(options, List.of(Notes.TOPICS), new byte[] {'{', '}'}, Clock.systemUTC()).close();
  }

  @Test
  void aTrialOpensNoStoreOfAService() throws Exception {
    started(false);
    assertThatThrownBy(() -> started(true)).hasMessageContaining("--trial");
    started(false);
    assertThat(folder.resolve("data/trial")).doesNotExist();
  }

  @Test
  void aServiceOpensNoStoreOfATrial() throws Exception {
    started(true);
    started(true);
    assertThatThrownBy(() -> started(false)).hasMessageContaining("--data");
    Files.delete(folder.resolve("data/service.db"));
    assertThatThrownBy(() -> started(false)).hasMessageContaining("a trial's");
  }

  @Test
  void onlyATrialHashesCheaply() {
    var served = new SecretHashing(Clock.systemUTC(), false);
    var tried = new SecretHashing(Clock.systemUTC(), true);

    assertThat(served.hash("a", "a secret").hash()).startsWith("pbkdf2-sha512$210000$");
    assertThat(served.ofNothing()).startsWith("pbkdf2-sha512$210000$");
    var cheap = tried.hash("a", "a secret").hash();
    assertThat(cheap).startsWith("pbkdf2-sha512$1000$");
    // What is compared in an expression, too.
    assertThat(Digests.passwordVerify("a secret", cheap)).isTrue();
    assertThat(Digests.passwordVerify("a Secret", cheap)).isFalse();
    assertThat(tried.ofNothing()).startsWith("pbkdf2-sha512$1000$");
    // Each by what its hash says, wherever it is verified.
    assertThat(served.matches("a", cheap, "a secret")).isTrue();
    assertThat(served.matches("a", cheap, "another")).isFalse();
  }
}
