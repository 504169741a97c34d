package factory.web.page;

import com.google.protobuf.ByteString;
import factory.mesh.Caller;
import factory.mesh.Owners;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Reply;
import factory.web.neighbour.Wallet;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What all pages share: their shell, the wallet in it, and how a problem looks. */
public final class Frame {
  /** On an answer that is no success but has a fragment to show all the same. */
  public static final String FRAGMENT = "X-Fragment";

  private static final String COOKIE = "wallet";

  private final Html html = new Html();
  private final Assets assets;
  private final URI publicUrl;
  private final Owners owners;
  private final IsolationNotice isolation;

  /** For browsers that come to this address. */
  public Frame(Assets assets, URI publicUrl, Owners owners, IsolationNotice isolation) {
    this.owners = owners;
    this.assets = assets;
    this.isolation = isolation;
    this.publicUrl = publicUrl;
  }

  public Html html() {
    return html;
  }

  public Views.Shell shell(Call call, String title, String here) {
    return shell(title, here, walletForm(call, here));
  }

  private Views.Shell shell(String title, String here, Views.WalletForm wallet) {
    return new Views.Shell(
        title, here, assets.urls(), wallet, owners.openChanges(), isOperator(), isolation.words());
  }

  /** Where the platform is reached, without a slash at its end. */
  public String publicUrl() {
    return publicUrl.toString().replaceAll("/+$", "");
  }

  /** Whether whoever asks may do what the operators may; the nodes decide it again. */
  public boolean isOperator() {
    return owners.isOperator(Caller.current());
  }

  /** The wallet that has signed in, or else the one that this browser is connected with. */
  public static Optional<Wallet> wallet(Call call) {
    return signedIn().or(() -> call.cookie(COOKIE).flatMap(Wallet::parse));
  }

  private static Optional<Wallet> signedIn() {
    return Caller.current().session().isPresent()
        ? Caller.current().wallet().flatMap(Wallet::parse)
        : Optional.empty();
  }

  private static Views.WalletForm walletForm(Call call, String here) {
    return wallet(call)
        .map(
            w ->
                new Views.WalletForm(
                    w.address(), w.shortened(), signedIn().isPresent(), "", "", here))
        .orElseGet(() -> new Views.WalletForm("", "", false, "", "", here));
  }

  /** {@code POST /wallet}: connects. */
  public Reply connect(Call call) {
    var form = call.form("address", "return_to");
    var back = back(form);
    var wallet = Wallet.parse(form.text("address"));
    if (wallet.isEmpty()) {
      var error = "An address " + Wallet.RULE + ".";
      var view =
          new Views.WalletForm("", "", false, Shown.cut(form.text("address"), 100), error, back);
      return call.htmx()
          ? html.page(422, "fragments/wallet", Map.of("view", view)).with(FRAGMENT, "wallet")
          : html.page(
              422,
              "trouble",
              Map.of(
                  "shell",
                  shell("Connect a wallet", back, view),
                  "trouble",
                  new Views.Trouble(
                      "", "That is not a wallet's address", error, java.util.List.of(), "")));
    }
    var cookie = cookie(wallet.get().address(), 31_536_000);
    var view =
        new Views.WalletForm(wallet.get().address(), wallet.get().shortened(), false, "", "", back);
    return call.htmx() ? swapped(view, cookie) : Reply.seeOther(back).with("Set-Cookie", cookie);
  }

  /** {@code POST /wallet/forget}. */
  public Reply forget(Call call) {
    var back = back(call.form("return_to"));
    var cookie = cookie("", 0);
    return call.htmx()
        ? swapped(new Views.WalletForm("", "", false, "", "", back), cookie)
        : Reply.seeOther(back).with("Set-Cookie", cookie);
  }

  private Reply swapped(Views.WalletForm view, String cookie) {
    return html.page(200, "fragments/wallet", Map.of("view", view))
        .with("Set-Cookie", cookie)
        .with("HX-Trigger-After-Settle", "wallet-changed");
  }

  private String cookie(String value, int maxAge) {
    return COOKIE
        + "="
        + value
        + "; Path=/; HttpOnly; SameSite=Lax; Max-Age="
        + maxAge
        + ("https".equals(publicUrl.getScheme()) ? "; Secure" : "");
  }

  /** Only to pages of ours: what a form says could be anything. */
  private static String back(Query form) {
    var path = form.text("return_to");
    return path.matches(
            "/(status|new|me|reports|templates|docs(/(api|errors))?|s/[a-z0-9-]{1,60}(/(build|token|access|api|owner|runs))?|services(/[0-9a-f-]{36}/keys)?)?")
        ? path
        : "/";
  }

  /** What an open page shows once its service is deleted, in place of all else. */
  Reply gone(String id) {
    return html.page(200, "fragments/gone", Map.of("id", id))
        .with("HX-Retarget", "#main")
        .with("HX-Reswap", "innerHTML");
  }

  /** A notice of an earlier failure goes with the next success. */
  public Reply.Whole withoutNotice(Reply.Whole reply) {
    return new Reply.Whole(
        reply.status(),
        reply.headers(),
        reply.contentType(),
        reply
            .body()
            .concat(ByteString.copyFromUtf8("<div id=\"notice\" hx-swap-oob=\"true\"></div>\n")));
  }

  /** A problem, for a person. */
  public Reply.Whole trouble(Call call, Problem problem) {
    var fields =
        problem.errors().stream().map(error -> error.field() + " " + error.message()).toList();
    var view =
        new Views.Trouble(
            Integer.toString(problem.status()),
            problem.title(),
            problem.detail(),
            fields,
            problem.reason());
    var reply =
        html.page(
            problem.status(),
            "trouble",
            Map.of("shell", shell(call, problem.title(), "/"), "trouble", view));
    for (var header : problem.headers().entrySet()) {
      reply = reply.with(header.getKey(), header.getValue());
    }
    return reply;
  }
}
