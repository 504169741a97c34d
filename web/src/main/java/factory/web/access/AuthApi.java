package factory.web.access;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.protobuf.ByteString;
import com.google.protobuf.util.Timestamps;
import factory.edge.v1.CreateNonceRequest;
import factory.edge.v1.CreateSessionRequest;
import factory.edge.v1.DeleteSessionRequest;
import factory.edge.v1.ListSessionsRequest;
import factory.edge.v1.Session;
import factory.web.api.Json;
import factory.web.http.Call;
import factory.web.http.Fields;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import java.util.HexFormat;

/** Signing in and out over REST. */
public final class AuthApi {
  /** The cookie that browsers send back by themselves; the gate reads it, this node never does. */
  private static final String COOKIE = "__Host-factory";

  private static final int MOST_SIGNATURE_BYTES = 16 * 1024;

  private final Neighbours neighbours;

  /** Over these nodes. */
  public AuthApi(Neighbours neighbours) {
    this.neighbours = neighbours;
  }

  /** {@code POST /auth/nonce}. */
  public Reply nonce(Call call) {
    call.query();
    var fields = call.json("wallet", "chain_id");
    var request = CreateNonceRequest.newBuilder();
    fields.wallet("wallet").ifPresent(request::setWallet);
    fields.count("chain_id").ifPresent(request::setChainId);
    fields.check();
    var nonce = neighbours.gate(neighbours.deadline()).createNonce(request.build());
    return Reply.json(
            201,
            Json.object()
                .put("nonce", nonce.getNonce())
                .put("expires_at", Json.time(nonce.getExpiresAt()))
                .put("message", Json.orNull(nonce.getMessage())))
        .with("Cache-Control", "no-store");
  }

  /** {@code POST /auth/session}. */
  public Reply signIn(Call call) {
    call.query();
    var fields = call.json("message", "signature");
    var request =
        CreateSessionRequest.newBuilder()
            .setMessage(fields.required("message"))
            .setSignature(bytes(fields, "signature"))
            .build();
    fields.check();
    var signedIn = neighbours.gate(neighbours.deadline()).createSession(request);
    var life =
        Timestamps.between(
            signedIn.getSession().getCreatedAt(), signedIn.getSession().getExpiresAt());
    return Reply.json(201, session(signedIn.getSession()).put("secret", signedIn.getSecret()))
        .with("Cache-Control", "no-store")
        .with("Set-Cookie", cookie(signedIn.getSecret(), life.getSeconds()));
  }

  private static String cookie(String value, long seconds) {
    return COOKIE
        + "="
        + value
        + "; Path=/; Max-Age="
        + seconds
        + "; Secure; HttpOnly; SameSite=Lax";
  }

  /** What makes a browser forget its session. */
  public static String forgotten() {
    return cookie("", 0);
  }

  private static ByteString bytes(Fields fields, String name) {
    var text = fields.required(name);
    var digits = text.startsWith("0x") ? text.substring(2) : "";
    if (!text.isEmpty()
        && (!text.startsWith("0x")
            || digits.length() % 2 != 0
            || digits.length() > 2 * MOST_SIGNATURE_BYTES
            || !digits.chars().allMatch(HexFormat::isHexDigit))) {
      fields.wrong(name, "must be 0x and an even number of hex digits");
      return ByteString.EMPTY;
    }
    return ByteString.copyFrom(HexFormat.of().parseHex(digits));
  }

  /** {@code GET /auth/sessions}. */
  public Reply sessions(Call call) {
    call.query();
    var json = Json.object();
    var sessions = json.putArray("sessions");
    neighbours
        .gate(neighbours.deadline())
        .listSessions(ListSessionsRequest.getDefaultInstance())
        .getSessionsList()
        .forEach(s -> sessions.add(session(s)));
    return Reply.json(200, json);
  }

  /** {@code DELETE /auth/session}. */
  public Reply signOut(Call call) {
    call.query();
    call.withoutBody();
    neighbours.gate(neighbours.deadline()).deleteSession(DeleteSessionRequest.getDefaultInstance());
    return Reply.empty(204).with("Set-Cookie", forgotten());
  }

  /** {@code DELETE /auth/sessions/{id}}. */
  public Reply end(Call call) {
    call.query();
    call.withoutBody();
    neighbours
        .gate(neighbours.deadline())
        .deleteSession(DeleteSessionRequest.newBuilder().setSessionId(call.id()).build());
    return Reply.empty(204);
  }

  private static ObjectNode session(Session session) {
    var json = Json.object().put("id", session.getId()).put("wallet", session.getWallet());
    if (session.getChainId() == 0) {
      json.putNull("chain_id");
    } else {
      json.put("chain_id", session.getChainId());
    }
    return json.put("created_at", Json.time(session.getCreatedAt()))
        .put("expires_at", Json.time(session.getExpiresAt()))
        .put("current", session.getCurrent());
  }
}
