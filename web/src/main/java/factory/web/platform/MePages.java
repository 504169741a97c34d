package factory.web.platform;

import factory.edge.v1.DeleteKeyRequest;
import factory.edge.v1.DeleteSessionRequest;
import factory.edge.v1.ListSessionsRequest;
import factory.edge.v1.UpdateKeyRequest;
import factory.web.access.AuthApi;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.page.Frame;
import java.util.Map;

/** What a wallet has on the platform, and what it does with it. The gate knows whose it is. */
public final class MePages {
  private static final String ME = "/me";

  private final Neighbours neighbours;
  private final Frame frame;
  private final MeParts parts;

  public MePages(Neighbours neighbours, Frame frame, MeParts parts) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.parts = parts;
  }

  /** {@code GET /me}. */
  public Reply page(Call call) {
    call.query();
    return frame
        .html()
        .page(
            200,
            "me",
            Map.of(
                "shell",
                frame.shell(call, "What is yours", ME),
                "view",
                parts.page(Frame.wallet(call))));
  }

  /** {@code POST /me/keys/{id}/{key_id}}: pauses a key of a service, lets it go on, or ends it. */
  public Reply key(Call call) {
    var form = call.form("do");
    var gate = neighbours.gate(neighbours.deadline());
    var key = Query.uuid("key_id", call.pathPart("key_id"));
    switch (form.text("do")) {
      case "pause", "resume" -> {
        var _ =
            gate.updateKey(
                UpdateKeyRequest.newBuilder()
                    .setServiceId(call.id())
                    .setKeyId(key)
                    .setPaused(form.text("do").equals("pause"))
                    .build());
      }
      case "end" -> {
        var _ =
            gate.deleteKey(
                DeleteKeyRequest.newBuilder().setServiceId(call.id()).setKeyId(key).build());
      }
      default -> throw Problem.field("do", "must be pause, resume or end");
    }
    return Reply.seeOther(ME + "#keys");
  }

  /** {@code POST /me/sessions/{id}/end}: signs out there, or here. */
  public Reply endSession(Call call) {
    call.form();
    var current =
        neighbours
            .gate(neighbours.deadline())
            .listSessions(ListSessionsRequest.getDefaultInstance())
            .getSessionsList()
            .stream()
            .anyMatch(s -> s.getCurrent() && s.getId().equals(call.id()));
    end(call.id());
    return current
        ? Reply.seeOther(ME).with("Set-Cookie", AuthApi.forgotten())
        : Reply.seeOther(ME + "#sessions");
  }

  /** {@code POST /me/sessions/end}: signs out everywhere but here. */
  public Reply endOthers(Call call) {
    call.form();
    neighbours
        .gate(neighbours.deadline())
        .listSessions(ListSessionsRequest.getDefaultInstance())
        .getSessionsList()
        .stream()
        .filter(s -> !s.getCurrent())
        .forEach(s -> end(s.getId()));
    return Reply.seeOther(ME + "#sessions");
  }

  private void end(String session) {
    var _ =
        neighbours
            .gate(neighbours.deadline())
            .deleteSession(DeleteSessionRequest.newBuilder().setSessionId(session).build());
  }
}
