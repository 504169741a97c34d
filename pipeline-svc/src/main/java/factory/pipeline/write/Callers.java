package factory.pipeline.write;

import static factory.pipeline.write.JsonText.object;

import factory.pipeline.spec.Accounts;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which wallets call in a workflow of an Arazzo document. Whoever runs it says what each shows: a
 * session of the gate, or its address where gate.mjs stands in.
 */
final class Callers {
  /** The addresses of the three wallets, as a specification's examples write them. */
  static final Pattern ADDRESS = Pattern.compile("0x([abc])\\1{39}");

  private static final String FIRST = "a";
  private static final String AUTHORIZATION = "Authorization";

  private final Map<String, Object> inputs = new LinkedHashMap<>();
  private final boolean besides;

  /** Of a service that has no accounts. */
  Callers() {
    this(Optional.empty());
  }

  /** Of one that has: where {@code Authorization} is its own, wallets show X-Session. */
  Callers(Accounts accounts) {
    this(Optional.of(accounts));
  }

  Callers(Optional<Accounts> accounts) {
    besides = accounts.map(Callers::ownsAuthorization).orElse(false);
    show(FIRST);
  }

  private static boolean ownsAuthorization(Accounts accounts) {
    return accounts.scheme() == Accounts.Scheme.BEARER
        || accounts.name().equalsIgnoreCase(AUTHORIZATION);
  }

  /** The parameters of a step that a wallet takes; none for the first, who takes all others. */
  List<Object> as(String wallet) {
    if (!wallet.equals("b") && !wallet.equals("c")) {
      return List.of();
    }
    show(wallet);
    return List.of(authorization(wallet));
  }

  /** The input that holds a wallet's address. */
  String address(String wallet) {
    inputs.put(
        wallet + "_wallet",
        object("type", "string", "description", "The address of that wallet, in lower case"));
    return "$inputs." + wallet + "_wallet";
  }

  /** A workflow in which they call. */
  Map<String, Object> workflow(String id, String summary, List<Object> steps) {
    return object(
        "workflowId",
        id,
        "summary",
        summary,
        "inputs",
        object(
            "type",
            "object",
            "required",
            new ArrayList<Object>(inputs.keySet()),
            "properties",
            inputs),
        "parameters",
        List.of(authorization(FIRST)),
        "steps",
        steps);
  }

  private void show(String wallet) {
    inputs.putIfAbsent(
        wallet,
        object(
            "type",
            "string",
            "format",
            "password",
            "description",
            "What wallet %s shows: a session; its address before gate.mjs".formatted(wallet)));
  }

  private Object authorization(String wallet) {
    var shown = "$inputs." + wallet;
    return besides
        ? object("name", "X-Session", "in", "header", "value", shown)
        : object("name", AUTHORIZATION, "in", "header", "value", "Bearer {%s}".formatted(shown));
  }
}
