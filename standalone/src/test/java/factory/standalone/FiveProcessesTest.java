package factory.standalone;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same nodes as five processes, each from its own jar, knowing its neighbours by address. */
@Tag("slow")
@Timeout(300)
class FiveProcessesTest {
  @Test
  void theWholeStory(@TempDir Path folder) throws Exception {
    var place = Place.in(folder);
    try (var _ = new FiveProcesses(place, folder);
        var user = new User(place)) {
      user.awaitHealthy();
      var id = user.submit("track books with title, author and a rating from 1 to 5", true);
      var service =
          User.await(
              () -> user.service(id), s -> s.path("token_address").asText("").startsWith("0x"));
      var path = "/gateway/" + id + "/books";
      user.awaitStatus(403, path, User.WALLET);
      user.buy(service.path("token_address").asText(), "0.01ether");
      user.awaitStatus(200, path, User.WALLET);
      user.sellAll(service.path("token_address").asText());
      user.awaitStatus(403, path, User.WALLET);
    }
  }
}
