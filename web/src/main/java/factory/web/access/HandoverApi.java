package factory.web.access;

import factory.edge.v1.CreateHandoverRequest;
import factory.edge.v1.RedeemHandoverRequest;
import factory.mesh.RequestTarget;
import factory.mesh.ServiceHosts;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import io.grpc.StatusRuntimeException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;

/**
 * Hands whoever is signed in over to a service's own origin, where the platform's cookie is not
 * sent: a form on the platform leads there with a code, and the answer there sets a cookie of that
 * origin.
 */
public final class HandoverApi {
  /** Where codes arrive, at a service's own host. */
  public static final String ARRIVAL = "/.well-known/factory-handover";

  /** The gate reads it; that a service sets none of its name is Envoy's business. */
  private static final String COOKIE = "__Host-factory-origin";

  private static final int LONGEST_PATH = 2_000;

  private final Neighbours neighbours;
  private final URI publicUrl;
  private final Optional<ServiceHosts> hosts;
  private final Clock clock;

  /**
   * Over these nodes.
   *
   * @param publicUrl where the platform's own pages are
   * @param hosts where services have origins of their own
   */
  public HandoverApi(
      Neighbours neighbours, URI publicUrl, Optional<ServiceHosts> hosts, Clock clock) {
    this.neighbours = neighbours;
    this.publicUrl = publicUrl;
    this.hosts = hosts;
    this.clock = clock;
  }

  /** {@code POST /services/{id}/handover}. */
  public Reply create(Call call) {
    call.query();
    var id = call.id();
    var form = call.isForm();
    String path;
    if (form) {
      path = call.form("path").value("path").orElse("/");
    } else {
      var fields = call.json("path");
      path = fields.text("path").orElse("/");
      fields.check();
    }
    requirePath(path);
    var handover =
        neighbours
            .gate(neighbours.deadline())
            .createHandover(CreateHandoverRequest.newBuilder().setServiceId(id).build());
    var url =
        // Without such hosts the gate has refused.
        hosts.map(h -> h.origin(id)).orElseThrow()
            + ARRIVAL
            + "?code="
            + handover.getCode()
            + "&path="
            + URLEncoder.encode(path, StandardCharsets.UTF_8);
    // The form's target sees by it that the platform sends the visitor.
    return (form
            ? Reply.seeOther(url)
            : Reply.json(
                201,
                Json.object()
                    .put("url", url)
                    .put("expires_at", Json.time(handover.getExpiresAt()))))
        .with("Referrer-Policy", "origin")
        .with("Cache-Control", "no-store");
  }

  /** A path of one origin, such that no reader takes it for another address. */
  private static void requirePath(String path) {
    var end = path.indexOf('?');
    var fits =
        path.length() <= LONGEST_PATH
            && RequestTarget.hasOneMeaning(end < 0 ? path : path.substring(0, end), 0)
            && path.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '\\' && c != '#');
    if (!fits) {
      throw Problem.field(
          "path", "must be a path of the service such as /books, of at most 2000 characters");
    }
  }

  /**
   * {@code GET /.well-known/factory-handover}, at a service's own host. What is refused there is no
   * page of the platform's, whose links would lead into the service.
   */
  public Reply arrive(Call call) {
    try {
      return arrived(call);
    } catch (Rejected | StatusRuntimeException e) {
      return Reply.problem(Problem.of(e));
    }
  }

  private Reply arrived(Call call) {
    var service = hosts.flatMap(h -> h.serviceId(call.host())).orElseThrow(Problem::noSuchPath);
    var query = call.query("code", "path");
    var path = query.value("path").orElse("/");
    requirePath(path);
    // Else somebody could sign a visitor in as themselves, by a link with a code of their own.
    if (call.referrer().filter(this::isOurs).isEmpty()) {
      throw new Rejected(
          new Problem(
                  403,
                  "CROSS_ORIGIN",
                  "A write must come from a page of this site, or be a program's JSON without an Origin.")
              .withDetail(
                  "A handover comes from the platform's page of the service, and the browser must say so (Referer); open "
                      + publicUrl.resolve("/services/" + service)
                      + " and go on from there."));
    }
    var redeemed =
        neighbours
            .gate(neighbours.deadline())
            .redeemHandover(
                RedeemHandoverRequest.newBuilder()
                    .setServiceId(service)
                    .setCode(query.text("code"))
                    .build());
    var life = redeemed.getExpiresAt().getSeconds() - clock.instant().getEpochSecond();
    return Reply.seeOther(path)
        .with("Cache-Control", "no-store")
        .with(
            "Set-Cookie",
            COOKIE
                + "="
                + redeemed.getSecret()
                + "; Path=/; Max-Age="
                + life
                + "; Secure; HttpOnly; SameSite=Lax");
  }

  private boolean isOurs(String referrer) {
    try {
      var from = URI.create(referrer);
      return publicUrl.getScheme().equals(from.getScheme())
          && publicUrl.getAuthority().equalsIgnoreCase(from.getAuthority());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
