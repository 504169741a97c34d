package factory.pipeline.source;

import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Accounts.Invitations;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads the codes that whoever registers has to know: a member of his body that is called so, and a
 * kind of invitations that have such a code. What is said of an invitation and is not understood
 * keeps registering away, since it could say whom it is for.
 */
final class DocumentInvitations {
  private static final String INVITE = "(?:invite|invitation|registration|sign_?up|join|access)";
  private static final Pattern CODE = Pattern.compile(INVITE + "(?:_(?:code|token|key|id))?");
  private static final Pattern BARE = Pattern.compile("code|token");
  private static final Pattern NOUN =
      Pattern.compile("invite|invitation|" + INVITE + "_(?:code|token|key)");
  private static final Pattern CALLED =
      Pattern.compile("(?:" + INVITE + "_)?(?:code|token|key)|invite|invitation");
  private static final Pattern INVITED = Pattern.compile("\\binvit\\w*");
  private static final Pattern REFUSED = Pattern.compile("\\b(?:invit\\w*|codes?)\\b");
  private static final Set<String> USES =
      Set.of(
          "uses",
          "use_count",
          "used_count",
          "uses_count",
          "usage_count",
          "times_used",
          "usages",
          "redemptions",
          "redeemed_count",
          "current_uses");
  private static final Set<String> MOST =
      Set.of(
          "max_uses",
          "maximum_uses",
          "uses_max",
          "usage_limit",
          "use_limit",
          "uses_limit",
          "max_usage",
          "max_usages",
          "uses_allowed",
          "max_redemptions");
  private static final Set<String> ENDS =
      Set.of(
          "expires_at",
          "expires",
          "expires_on",
          "expiry",
          "expiration",
          "expiration_date",
          "expiry_date",
          "expire_at",
          "valid_until",
          "valid_to");
  private static final Set<String> USED_AT =
      Set.of("used_at", "used_on", "redeemed_at", "claimed_at", "accepted_at", "last_used_at");
  private static final Set<String> USED_BY =
      Set.of("used_by", "used_by_id", "redeemed_by", "claimed_by", "accepted_by");
  private static final Set<String> USED =
      Set.of("used", "is_used", "redeemed", "is_redeemed", "claimed", "accepted", "used_up");
  private static final Set<String> SAID =
      Set.of(
          "note", "notes", "label", "comment", "description", "name", "title", "message", "reason");

  /** What would have to follow what becomes of an invitation. */
  private static final Set<String> FOLLOWING =
      Set.of(
          "status",
          "state",
          "active",
          "is_active",
          "valid",
          "is_valid",
          "revoked",
          "is_revoked",
          "remaining",
          "remaining_uses",
          "uses_left",
          "uses_remaining");

  private final DocumentGroup accounts;
  private final DocumentFields account;
  private final Map<DocumentGroup, DocumentFields> kinds;

  private DocumentInvitations(
      DocumentGroup accounts, DocumentFields account, Map<DocumentGroup, DocumentFields> kinds) {
    this.accounts = accounts;
    this.account = account;
    this.kinds = kinds;
  }

  /**
   * What was found.
   *
   * @param all empty where anybody registers
   * @param problem why nobody can register; empty where somebody can
   */
  record Found(Optional<Invitations> all, String problem) {
    private static Found problem(String words) {
      return new Found(Optional.empty(), words);
    }
  }

  /** Finds what accounts of a group need, and takes what invitations show as what it is. */
  static Found take(
      DocumentGroup accounts, DocumentFields account, Map<DocumentGroup, DocumentFields> kinds) {
    return new DocumentInvitations(accounts, account, kinds).find();
  }

  private Found find() {
    var member = member();
    if (member.isEmpty()) {
      return new Found(Optional.empty(), "");
    }
    var field =
        account
            .called(member.get())
            .filter(one -> one.type() instanceof FieldType.Text)
            .filter(one -> account.unseen().contains(one.name()));
    var some =
        kinds.entrySet().stream()
            .filter(kind -> NOUN.matcher(kind.getKey().name()).matches())
            .toList();
    if (field.isEmpty() || some.size() != 1) {
      return Found.problem(
          "whoever registers has to know a '%s', and nothing here makes one"
              .formatted(member.get()));
    }
    return invitations(field.get(), some.getFirst().getKey(), some.getFirst().getValue());
  }

  /** The member of what somebody registers with that is a code. */
  private Optional<String> member() {
    return accounts
        .of(Kind.Operation.CREATE)
        .flatMap(
            making ->
                accounts.body(making).stream()
                    .flatMap(body -> body.described().properties().entrySet().stream())
                    .filter(
                        property ->
                            isCode(
                                DocumentPath.snake(property.getKey()),
                                making.operation(),
                                accounts.described(property.getValue()))))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean isCode(String plain, Operation operation, Optional<Described> schema) {
    var words =
        (operation.summary()
                + " "
                + operation.description()
                + " "
                + schema.map(Described::description).orElse(""))
            .toLowerCase(Locale.ROOT);
    return schema.filter(one -> one.is("string")).isPresent()
        && (CODE.matcher(plain).matches()
            || (BARE.matcher(plain).matches() && INVITED.matcher(words).find()));
  }

  private Found invitations(Field field, DocumentGroup group, DocumentFields invitation) {
    var code = code(invitation);
    if (code.isEmpty()) {
      return Found.problem("no answer shows the code of an " + words(group));
    }
    var following =
        Stream.concat(
                invitation.unmade().keySet().stream(),
                invitation.fields().stream().map(Field::name))
            .map(DocumentPath::snake)
            .filter(FOLLOWING::contains)
            .findFirst();
    if (following.isPresent()) {
      return Found.problem(
          "the %s of an %s would have to follow its use".formatted(following.get(), words(group)));
    }
    var most = given(invitation, MOST, FieldType.Whole.class);
    var ends = given(invitation, ENDS, FieldType.Instant.class);
    var other =
        invitation.fields().stream()
            .filter(one -> one.origin() instanceof Origin.Given)
            .filter(one -> !code.get().equals(one.name()))
            .filter(one -> !most.filter(one.name()::equals).isPresent())
            .filter(one -> !ends.filter(one.name()::equals).isPresent())
            .filter(one -> !SAID.contains(one.name()))
            .findFirst();
    if (other.isPresent()) {
      return Found.problem(
          "what the %s of an %s says of who registers is not known"
              .formatted(other.get().name(), words(group)));
    }
    if (!lasts(invitation)) {
      return Found.problem("how long an %s is good is not said".formatted(words(group)));
    }
    return new Found(
        Optional.of(
            new Invitations(
                field.name(),
                group.name(),
                code.get(),
                uses(invitation),
                most,
                ends,
                at(invitation),
                by(invitation),
                used(invitation))),
        "");
  }

  private static String words(DocumentGroup group) {
    return group.name().replace('_', ' ');
  }

  /** What names an invitation: its key, a code that is made, or one that is given. */
  private static Optional<String> code(DocumentFields invitation) {
    var id = invitation.names().getOrDefault("id", "");
    return Stream.of(
            invitation.unmade().keySet().stream(),
            invitation.issued().keySet().stream(),
            invitation.fields().stream()
                .map(one -> invitation.names().getOrDefault(one.name(), one.name())))
        .flatMap(all -> all)
        .filter(property -> CALLED.matcher(DocumentPath.snake(property)).matches())
        .toList()
        .stream()
        .flatMap(property -> invitation.named(property).stream())
        .findFirst()
        .or(
            () ->
                CALLED.matcher(DocumentPath.snake(id)).matches()
                    ? Optional.of("id")
                    : Optional.empty());
  }

  private static Optional<String> given(
      DocumentFields invitation, Set<String> names, Class<? extends FieldType> type) {
    return invitation.fields().stream()
        .filter(one -> names.contains(one.name()) && type.isInstance(one.type()))
        .filter(one -> one.origin() instanceof Origin.Given)
        .map(Field::name)
        .findFirst();
  }

  /** Whether nothing ends an invitation but what it was given: a moment of its own would. */
  private static boolean lasts(DocumentFields invitation) {
    for (var field : invitation.fields()) {
      if (ENDS.contains(field.name()) && !(field.origin() instanceof Origin.Given)) {
        // Where there may be none, there is none.
        if (invitation.happened(field.name()).isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  private static Optional<String> unmade(
      DocumentFields invitation, Set<String> names, String type) {
    return invitation.unmade().entrySet().stream()
        .filter(one -> names.contains(DocumentPath.snake(one.getKey())) && one.getValue().is(type))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static String uses(DocumentFields invitation) {
    FieldType counter = new FieldType.Whole(FieldType.Bounds.NONE);
    return unmade(invitation, USES, "integer")
        .map(property -> invitation.acted(property, counter, Optional.of("0")))
        .orElseGet(() -> invitation.actedUnseen("uses", counter, "0"))
        .name();
  }

  private static Optional<String> at(DocumentFields invitation) {
    return invitation.fields().stream()
        .map(Field::name)
        .filter(USED_AT::contains)
        .flatMap(name -> invitation.happened(name).stream())
        .map(Field::name)
        .findFirst();
  }

  private Optional<String> by(DocumentFields invitation) {
    var type = account.key() instanceof Kind.Key.Sequence ? "integer" : "string";
    return account.key() instanceof Kind.Key.Natural
        ? Optional.empty()
        : unmade(invitation, USED_BY, type)
            .filter(invitation::mayBeMissing)
            .map(
                property ->
                    invitation.acted(
                        property,
                        new FieldType.Reference(accounts.name(), FieldType.OnDelete.CLEAR),
                        Optional.empty()))
            .map(Field::name);
  }

  private static Optional<String> used(DocumentFields invitation) {
    return unmade(invitation, USED, "boolean")
        .map(property -> invitation.acted(property, new FieldType.Truth(), Optional.of("false")))
        .map(Field::name);
  }

  /** The status of whoever is not invited: that which says so, or else the first of some. */
  static int refused(Operation operation) {
    var some =
        operation.responses().stream().filter(one -> one.status().matches("4[0-9]{2}")).toList();
    return some.stream()
        .filter(one -> REFUSED.matcher(one.description().toLowerCase(Locale.ROOT)).find())
        .map(one -> Integer.valueOf(one.status()))
        .filter(status -> status != 401)
        .findFirst()
        .or(
            () ->
                Stream.of(403, 422, 400)
                    .filter(
                        status ->
                            some.stream().anyMatch(one -> one.status().equals(status.toString())))
                    .findFirst())
        .orElse(403);
  }
}
