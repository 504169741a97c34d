package factory.web.service;

import static java.util.Comparator.comparing;

import factory.registry.v1.Service;
import factory.web.neighbour.Wallet;
import factory.web.page.ApiDocument;
import factory.web.page.GateParts;
import factory.web.page.Links;
import java.util.List;
import java.util.Optional;

/** A call of a service that works as it stands: a path that it has, and a way in that is taken. */
public final class CallExample {
  private final GateParts gate;

  public CallExample(GateParts gate) {
    this.gate = gate;
  }

  /**
   * In each language; none when the service has no address. It reads the description, which is
   * open, when nothing can be called as it is.
   *
   * @param id of the first snippet
   */
  public List<RoomViews.Snippet> of(
      String id, Service service, List<ApiDocument.Operation> operations, Optional<Wallet> wallet) {
    var base = base(service);
    return base.isEmpty()
        ? List.of()
        : Snippets.of(
            id,
            new Snippets.Request(
                "GET", base + first(operations).orElse("/openapi.json"), credential(wallet), ""));
  }

  /** Where a service is called; empty when it was never opened. */
  public static String base(Service service) {
    return service.hasApiBaseUrl() ? Links.http(service.getApiBaseUrl()) : "";
  }

  /** What a visitor shows at the gate. */
  public Snippets.Credential credential(Optional<Wallet> wallet) {
    return gate.believesWallets()
        ? Snippets.Credential.wallet(wallet.map(Wallet::address).orElse("0xYOUR_WALLET"))
        : Snippets.Credential.key();
  }

  /** The first list, else the first path that can be read as it is: nothing has to be filled in. */
  private static Optional<String> first(List<ApiDocument.Operation> operations) {
    return operations.stream()
        .filter(o -> o.method().equals("GET") && o.isWhole())
        .filter(o -> o.path().matches("/[A-Za-z0-9._~/-]*"))
        // A list is where things are also added.
        .min(
            comparing(
                o ->
                    operations.stream()
                        .noneMatch(
                            other ->
                                other.method().equals("POST") && other.path().equals(o.path()))))
        .map(ApiDocument.Operation::path);
  }
}
