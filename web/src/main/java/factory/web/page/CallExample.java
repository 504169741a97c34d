package factory.web.page;

import static java.util.Comparator.comparing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import factory.pipeline.v1.GetVersionRequest;
import factory.registry.v1.Service;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import io.grpc.StatusRuntimeException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A call of a service that works as it stands: a path that it has, and a way in that is taken. */
final class CallExample {
  /**
   * Versions never change, so what was found in one is kept; all of it is found again in no time.
   */
  private static final int KEPT = 1_000;

  private final Neighbours neighbours;
  private final ObjectMapper json = new ObjectMapper();
  private final Map<String, Optional<String>> paths = new ConcurrentHashMap<>();

  CallExample(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /**
   * The command; reads the description, which is open, when no path is known.
   *
   * @param base where the service is called
   * @param believesWallets whether a wallet may be named without a signature
   */
  String command(Service service, String base, Optional<Wallet> wallet, boolean believesWallets) {
    var path = path(service);
    if (path.isEmpty()) {
      return "curl " + base + "/openapi.json";
    }
    var credential =
        believesWallets
            ? "'X-Wallet-Address: " + wallet.map(Wallet::address).orElse("0xYOUR_WALLET") + "'"
            : "\"X-API-Key: $FACTORY_KEY\"";
    return "curl -H " + credential + " " + base + path.get();
  }

  private Optional<String> path(Service service) {
    var version = service.getServing().getVersion();
    var known = paths.get(version);
    if (known != null || version.isEmpty()) {
      return known == null ? Optional.empty() : known;
    }
    try {
      var openapi =
          neighbours
              .pipeline(neighbours.pageDeadline())
              .getVersion(
                  GetVersionRequest.newBuilder()
                      .setServiceId(service.getId())
                      .setVersionId(version)
                      .setWithOpenapi(true)
                      .build())
              .getVersion()
              .getOpenapi();
      var found = listed(openapi);
      if (paths.size() >= KEPT) {
        paths.clear();
      }
      paths.put(version, found);
      return found;
    } catch (StatusRuntimeException e) {
      return Optional.empty();
    }
  }

  /** The first list, else the first path that can be read as it is: nothing has to be filled in. */
  private Optional<String> listed(String openapi) {
    try {
      var properties = json.readTree(openapi).path("paths").properties();
      return properties.stream()
          .filter(path -> path.getValue().has("get"))
          // A list is where things are also added.
          .sorted(comparing(path -> !path.getValue().has("post")))
          .map(Map.Entry::getKey)
          .filter(path -> path.matches("/[A-Za-z0-9._~/-]*"))
          .filter(path -> !path.equals("/health") && !path.equals("/openapi.json"))
          .findFirst();
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
