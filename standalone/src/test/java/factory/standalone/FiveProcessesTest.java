package factory.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The same nodes as five processes, each from its own jar, knowing its neighbours by address. */
@Tag("slow")
@Timeout(300)
class FiveProcessesTest {
  private static final Map<String, String> MODULES =
      Map.of(
          "registry", "registry-svc",
          "pipeline", "pipeline-svc",
          "chain", "chain-svc",
          "edge", "edge-gateway",
          "web", "web");

  private final Deque<AutoCloseable> opened = new ArrayDeque<>();
  private final Map<String, String> addresses = new TreeMap<>();

  @AfterEach
  void stopAll() throws Exception {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  @Test
  void theWholeStory(@TempDir Path folder) throws Exception {
    var place = Place.in(folder);
    var config = StandaloneConfig.from(factory.mesh.Settings.of(place.values()));
    config.makeFolders();
    var postgres = opened(Postgres.start(config));
    var chain = opened(DevChain.start(config));
    MODULES.keySet().forEach(name -> addresses.put(name, "127.0.0.1:" + Place.freePort()));
    for (var name : MODULES.keySet()) {
      start(name, config, postgres, chain, folder);
    }
    opened(Envoy.start(config));

    try (var user = new User(place)) {
      User.await(
          () -> {
            try {
              return user.get("/chains").body().path("chains").path(0).path("healthy").asBoolean();
            } catch (java.io.UncheckedIOException e) {
              return false;
            }
          },
          healthy -> healthy);
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

  private void start(
      String name, StandaloneConfig config, Postgres postgres, DevChain chain, Path folder)
      throws IOException {
    Map<String, String> values = Standalone.settingsOf(name, config, postgres, chain.rpcUrl());
    addresses.forEach((node, address) -> values.put("mesh." + node, address));
    values.put(name + ".listen", addresses.get(name));
    var yaml = folder.resolve(name + ".yaml");
    var lines = new ArrayList<String>();
    values.forEach((key, value) -> lines.add(key + ": \"" + value + "\""));
    Files.write(yaml, lines);
    var module = MODULES.get(name);
    var jar = Place.ROOT.resolve(module + "/target/" + module + "-0.1.0.jar");
    var log = folder.resolve(name + ".log");
    var process =
        new ProcessBuilder(
                List.of(
                    System.getProperty("java.home") + "/bin/java",
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "-jar",
                    jar.toString(),
                    "--config=" + yaml))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    opened.push(
        () -> {
          process.destroy();
          assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        });
    User.await(
        () -> {
          try {
            var output = Files.readString(log);
            assertThat(process.isAlive()).as(output).isTrue();
            return output;
          } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
          }
        },
        output -> output.contains(" ready on " + addresses.get(name)));
  }

  private <T extends AutoCloseable> T opened(T part) {
    opened.push(part);
    return part;
  }
}
