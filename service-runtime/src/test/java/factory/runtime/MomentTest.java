package factory.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What depends on the moment is told anew when it is another one, to whoever kept its tag too. */
final class MomentTest {
  @Test
  void aTagIsGoodForAsLongAsWhatItShows(@TempDir Path folder) throws Exception {
    var late = new AtomicBoolean();
    var loans =
        Resource.of(
            "loan",
            "loans",
            Field.text("title").required(),
            Field.yesNo("late").computed(_ -> late.get()).ofTheMoment());
    try (var library = Running.start(folder, loans)) {
      var made = library.post("/loans", "{\"title\":\"Emma\"}").is(201);
      var path = "/loans/" + made.id();
      var tag = library.get(path).is(200).header("etag");

      assertThat(library.get(path).is(200).header("etag")).isEqualTo(tag);
      late.set(true);

      var read = library.get(path).is(200);
      assertThat(read.json().path("late").asBoolean()).isTrue();
      assertThat(read.header("etag")).isNotEqualTo(tag);
    }
  }
}
