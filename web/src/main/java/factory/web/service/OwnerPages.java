package factory.web.service;

import com.google.protobuf.util.Durations;
import factory.edge.v1.Allowance;
import factory.edge.v1.Block;
import factory.edge.v1.DeleteServiceKeyRequest;
import factory.edge.v1.Finality;
import factory.edge.v1.FinalityKind;
import factory.edge.v1.Limit;
import factory.edge.v1.Rules;
import factory.edge.v1.UpdateRulesRequest;
import factory.edge.v1.UpdateServiceKeyRequest;
import factory.edge.v1.UpdateWalletRulesRequest;
import factory.edge.v1.WalletRules;
import factory.mesh.Moments;
import factory.registry.v1.Service;
import factory.registry.v1.UpdateServiceRequest;
import factory.web.http.Call;
import factory.web.http.Problem;
import factory.web.http.Query;
import factory.web.http.Rejected;
import factory.web.http.Reply;
import factory.web.neighbour.Neighbours;
import factory.web.neighbour.Wallet;
import factory.web.page.Frame;
import factory.web.page.Links;
import factory.web.page.ServiceParts;
import io.grpc.StatusRuntimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a service's owner sees and does: wallets that call, keys, rules, usage, what was changed.
 * The gate refuses everybody else; a form that it refuses is shown again with what is wrong.
 */
public final class OwnerPages {
  private static final Pattern LIMIT = Pattern.compile("(limit|quota|seconds|multiple)\\.[0-3]");
  private static final int LONGEST_WINDOW = 366 * 24 * 3600;

  private final Neighbours neighbours;
  private final Frame frame;
  private final ServiceParts services;
  private final OwnerParts parts;

  public OwnerPages(Neighbours neighbours, Frame frame, ServiceParts services, OwnerParts parts) {
    this.neighbours = neighbours;
    this.frame = frame;
    this.services = services;
    this.parts = parts;
  }

  /** {@code GET /services/{id}/owner}: it leads to the page. */
  public Reply byId(Call call) {
    return Reply.seeOther(Links.owner(services.service(call.id())) + call.rawQuery());
  }

  /** {@code GET /s/{slug}/owner}. */
  public Reply page(Call call) {
    var query = call.query("wallet");
    var slug = call.pathPart("slug");
    var service = services.named(slug);
    if (!service.getSlug().equals(slug)) {
      return Reply.seeOther(Links.owner(service) + call.rawQuery());
    }
    return page(
        call, service, new OwnerViews.WalletForm(query.text("wallet"), false, "", "", "", ""), "");
  }

  private Reply page(Call call, Service service, OwnerViews.WalletForm form, String error) {
    var view = parts.page(service, form, error);
    return frame
        .html()
        .page(
            error.isEmpty() ? 200 : 422,
            "owner",
            Map.of(
                "shell",
                frame.shell(call, "Owner of " + service.getName(), Links.owner(service)),
                "view",
                view));
  }

  /** What a form changes. */
  private interface Change {
    void make(Service service);
  }

  private Reply change(Call call, String part, OwnerViews.WalletForm form, Change change) {
    var service = services.service(call.id());
    try {
      change.make(service);
    } catch (StatusRuntimeException e) {
      return again(call, service, form, Problem.of(e));
    } catch (Rejected e) {
      return again(call, service, form, e.problem());
    }
    // Its slug may be another one now.
    return Reply.seeOther(Links.owner(services.service(call.id())) + "#" + part);
  }

  private Reply again(Call call, Service service, OwnerViews.WalletForm form, Problem problem) {
    if (problem.status() == 401 || problem.status() == 403) {
      throw new Rejected(problem);
    }
    return page(
        call,
        service,
        form,
        problem.errors().isEmpty()
            ? problem.detail()
            : String.join(
                " ",
                problem.errors().stream()
                    .map(v -> label(v.field()) + " " + v.message() + ".")
                    .toList()));
  }

  /** A field as its form names it; what the gate calls it ends in the same word. */
  private static String label(String field) {
    return switch (field.substring(field.lastIndexOf('.') + 1)) {
      case "wallet" -> "The wallet";
      case "reason" -> "The reason";
      case "until" -> "The day until when";
      case "quota" -> "How many calls";
      case "seconds", "window" -> "In how many seconds";
      case "max_multiple", "multiple" -> "Up to how many times";
      case "name" -> "The name";
      case "slug" -> "The word in the address";
      case "access_threshold" -> "The least balance";
      case "finality", "confirmations", "kind" -> "When a purchase counts";
      case "calls_at_once" -> "Calls open at once";
      default -> row(field);
    };
  }

  /** A field of a row of limits, such as {@code quota.0}. */
  private static String row(String field) {
    return field.matches("(limit|quota|seconds|multiple)\\.[0-3]")
        ? label(field.substring(0, field.indexOf('.')))
            + " of limit "
            + (field.charAt(field.length() - 1) - '0' + 1)
        : field;
  }

  private static final OwnerViews.WalletForm EMPTY =
      new OwnerViews.WalletForm("", false, "", "", "", "");

  /** {@code POST /services/{id}/owner/wallets}: all of what is said of one. */
  public Reply setWallet(Call call) {
    var form = call.form("wallet", "blocked", "reason", "until", "quota", "seconds");
    var typed =
        new OwnerViews.WalletForm(
            form.text("wallet"),
            form.given("blocked").isPresent(),
            form.text("reason"),
            form.text("until"),
            form.text("quota"),
            form.text("seconds"));
    return change(
        call,
        "wallets",
        typed,
        service -> {
          var rules =
              WalletRules.newBuilder()
                  .setWallet(
                      Wallet.parse(form.text("wallet"))
                          .orElseThrow(() -> Problem.field("wallet", Wallet.RULE))
                          .address());
          if (typed.blocked()) {
            var block = Block.newBuilder().setReason(form.text("reason").strip());
            form.given("until").ifPresent(day -> block.setUntil(Moments.of(until(day))));
            rules.setBlock(block);
          }
          form.given("quota")
              .ifPresent(
                  quota ->
                      rules.setLimit(
                          Allowance.newBuilder()
                              .setQuota(count("quota", quota))
                              .setWindow(Durations.fromSeconds(seconds(form, "seconds")))));
          update(service, rules.build());
        });
  }

  private static java.time.Instant until(String day) {
    try {
      return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeParseException e) {
      throw Problem.field("until", "must be a day such as 2030-01-31");
    }
  }

  private static long count(String field, String text) {
    if (!text.strip().matches("[1-9][0-9]{0,11}")) {
      throw Problem.field(field, "must be a whole number from 1 on");
    }
    return Long.parseLong(text.strip());
  }

  private static long seconds(Query form, String field) {
    return form.number(field, 1, LONGEST_WINDOW, 3_600);
  }

  private void update(Service service, WalletRules rules) {
    var _ =
        neighbours
            .gate(neighbours.deadline())
            .updateWalletRules(
                UpdateWalletRulesRequest.newBuilder()
                    .setServiceId(service.getId())
                    .setRules(rules)
                    .build());
  }

  /** {@code POST /services/{id}/owner/wallets/{wallet}/forget}. */
  public Reply forgetWallet(Call call) {
    call.form();
    return change(
        call,
        "wallets",
        EMPTY,
        service ->
            update(
                service,
                WalletRules.newBuilder()
                    .setWallet(
                        Wallet.parse(call.pathPart("wallet"))
                            .orElseThrow(() -> Problem.field("wallet", Wallet.RULE))
                            .address())
                    .build()));
  }

  /**
   * {@code POST /services/{id}/owner/keys/{key_id}/pause}, or with {@code paused=off} lets it go
   * on.
   */
  public Reply pauseKey(Call call) {
    var paused = !call.form("paused").text("paused").equals("off");
    return change(
        call,
        "keys",
        EMPTY,
        service -> {
          var _ =
              neighbours
                  .gate(neighbours.deadline())
                  .updateServiceKey(
                      UpdateServiceKeyRequest.newBuilder()
                          .setServiceId(service.getId())
                          .setKeyId(Query.uuid("key_id", call.pathPart("key_id")))
                          .setPaused(paused)
                          .build());
        });
  }

  /** {@code POST /services/{id}/owner/keys/{key_id}/end}. */
  public Reply endKey(Call call) {
    call.form();
    return change(
        call,
        "keys",
        EMPTY,
        service -> {
          var _ =
              neighbours
                  .gate(neighbours.deadline())
                  .deleteServiceKey(
                      DeleteServiceKeyRequest.newBuilder()
                          .setServiceId(service.getId())
                          .setKeyId(Query.uuid("key_id", call.pathPart("key_id")))
                          .build());
        });
  }

  /** {@code POST /services/{id}/owner/rules}: all of them. */
  public Reply setRules(Call call) {
    var form = call.form(LIMIT, "access_threshold", "finality", "calls_at_once");
    return change(
        call,
        "rules",
        EMPTY,
        service -> {
          var rules = Rules.newBuilder().setAccessThreshold(form.text("access_threshold").strip());
          finality(form.text("finality").strip()).ifPresent(rules::setFinality);
          form.given("calls_at_once")
              .ifPresent(_ -> rules.setCallsAtOnce(form.number("calls_at_once", 1, 512, 0)));
          for (var row : List.of("0", "1", "2", "3")) {
            limit(form, row).ifPresent(rules::addLimits);
          }
          var _ =
              neighbours
                  .gate(neighbours.deadline())
                  .updateRules(
                      UpdateRulesRequest.newBuilder()
                          .setServiceId(service.getId())
                          .setRules(rules)
                          .build());
        });
  }

  private static Optional<Finality> finality(String text) {
    return switch (text) {
      case "" -> Optional.empty();
      case "latest" ->
          Optional.of(Finality.newBuilder().setKind(FinalityKind.FINALITY_KIND_LATEST).build());
      case "safe" ->
          Optional.of(Finality.newBuilder().setKind(FinalityKind.FINALITY_KIND_SAFE).build());
      default -> {
        if (!text.matches("[1-9][0-9]{0,4}")) {
          throw Problem.field("finality", "must be latest, safe or a number of confirmations");
        }
        yield Optional.of(
            Finality.newBuilder()
                .setKind(FinalityKind.FINALITY_KIND_CONFIRMATIONS)
                .setConfirmations(Integer.parseInt(text))
                .build());
      }
    };
  }

  private static Optional<Limit> limit(Query form, String row) {
    var name = form.text("limit." + row).strip();
    var quota = form.text("quota." + row).strip();
    if (name.isEmpty() && quota.isEmpty()) {
      return Optional.empty();
    }
    var limit =
        Limit.newBuilder()
            .setName(name)
            .setQuota(count("quota." + row, quota))
            .setWindow(Durations.fromSeconds(seconds(form, "seconds." + row)));
    form.given("multiple." + row)
        .ifPresent(_ -> limit.setMaxMultiple(form.number("multiple." + row, 1, 1_000_000, 1)));
    return Optional.of(limit.build());
  }

  /** {@code POST /services/{id}/owner/name}. */
  public Reply rename(Call call) {
    var form = call.form("name", "slug");
    return change(
        call,
        "name",
        EMPTY,
        service -> {
          var request = UpdateServiceRequest.newBuilder().setServiceId(service.getId());
          if (!form.text("name").strip().equals(service.getName())) {
            request.setName(form.text("name").strip());
          }
          if (!form.text("slug").strip().equals(service.getSlug())) {
            request.setSlug(form.text("slug").strip());
          }
          var _ = neighbours.registry(neighbours.deadline()).updateService(request.build());
        });
  }
}
