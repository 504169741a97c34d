package factory.edge.gate;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/** A refusal as {@code application/problem+json}. */
public final class Problem {
  /** The media type. */
  public static final String MEDIA_TYPE = "application/problem+json";

  /** Source: draft-ietf-httpapi-ratelimit-headers-11, 5.1. */
  private static final String QUOTA_EXCEEDED =
      "https://iana.org/assignments/http-problem-types#quota-exceeded";

  private static final Gson JSON = new GsonBuilder().disableHtmlEscaping().create();

  private Problem() {}

  /** What a refused caller reads, with the ways in. */
  static String json(GateFault fault, Map<String, Object> waysIn) {
    var members =
        members(fault.message(), fault.status(), fault.detail(), fault.reason(), fault.metadata());
    if (fault instanceof GateFault.LimitExceeded(var quota)) {
      members.put("type", QUOTA_EXCEEDED);
      members.put("violated-policies", quota.limits());
    }
    if (!waysIn.isEmpty()) {
      members.put("ways_in", waysIn);
    }
    return JSON.toJson(members);
  }

  /** The members in the order in which a person reads them. */
  public static String json(
      String title, int status, String detail, String reason, Map<String, String> metadata) {
    return JSON.toJson(members(title, status, detail, reason, metadata));
  }

  private static Map<String, Object> members(
      String title, int status, String detail, String reason, Map<String, String> metadata) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("type", "about:blank");
    members.put("title", title);
    members.put("status", status);
    members.put("detail", detail);
    members.put("reason", reason);
    if (!metadata.isEmpty()) {
      members.put("metadata", new TreeMap<>(metadata));
    }
    return members;
  }
}
