package factory.pipeline.source;

import factory.pipeline.document.ApiDocument;
import factory.pipeline.document.ApiDocument.Operation;
import factory.pipeline.document.Schema.Described;
import factory.pipeline.spec.Action;
import factory.pipeline.spec.Action.Effect;
import factory.pipeline.spec.Field;
import factory.pipeline.spec.FieldType;
import factory.pipeline.spec.Kind;
import factory.pipeline.spec.Origin;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * Reads lists of what became of a record: {@code GET /tickets/{id}/history}, {@code
 * /orders/{id}/status-history}. Where a field is changed by actions alone, and each member of an
 * entry says from what, to what, when or by whom, the actions keep an entry with each change.
 */
final class DocumentHistories {
  private static final Pattern NAME =
      Pattern.compile("(?:(.+)_)?(?:history|changes|transitions|log)");
  private static final Set<String> FROM = Set.of("from", "old", "previous", "before", "prior");
  private static final Set<String> TO = Set.of("to", "new", "after", "current", "next");
  private static final Set<String> AT =
      Set.of(
          "at",
          "changed_at",
          "created_at",
          "timestamp",
          "time",
          "date",
          "occurred_at",
          "updated_at",
          "recorded_at",
          "changed_on",
          "when");
  private static final Set<String> BY =
      Set.of(
          "by",
          "changed_by",
          "changed_by_id",
          "actor",
          "actor_id",
          "user",
          "user_id",
          "author",
          "author_id",
          "updated_by",
          "made_by",
          "who");
  private static final Pattern NEWEST =
      Pattern.compile(
          "\\b(?:newest|latest|most recent|recent)\\b[^.]*\\bfirst\\b|\\bdescending\\b");

  private final ApiDocument document;
  private final Map<String, String> impossible;
  private final Map<DocumentGroup, DocumentFields> kinds;
  private final Optional<String> account;
  private final UnaryOperator<String> about;

  /** What fields of entries say, by the noun of those and {@code from} or {@code to}. */
  private final Map<String, String> roles = new LinkedHashMap<>();

  /**
   * Reads those of some kinds.
   *
   * @param impossible why something is no history, by the operation's name, is added
   * @param kinds the kinds, to which those of entries are added
   * @param account the kind of accounts, where callers are some
   * @param about what a noun of a path is about
   */
  DocumentHistories(
      ApiDocument document,
      Map<String, String> impossible,
      Map<DocumentGroup, DocumentFields> kinds,
      Optional<String> account,
      UnaryOperator<String> about) {
    this.document = document;
    this.impossible = impossible;
    this.kinds = kinds;
    this.account = account;
    this.about = about;
  }

  /** The same actions, which keep an entry with each change of what has a history. */
  List<Action> kept(List<Action> actions) {
    List<Action> all = new ArrayList<>(actions);
    for (var operation : document.operations()) {
      var path = DocumentPath.of(operation.path());
      if (operation.method().equals("GET")
          && path.isPresent()
          && path.get().one().isEmpty()
          && path.get().parents().size() == 1
          && NAME.matcher(path.get().name()).matches()) {
        read(operation, path.get(), all);
      }
    }
    return all;
  }

  private void read(Operation operation, DocumentPath path, List<Action> actions) {
    var noun = about.apply(Nouns.singular(DocumentPath.snake(path.parents().getFirst().noun())));
    var target =
        kinds.entrySet().stream().filter(kind -> kind.getKey().name().equals(noun)).findFirst();
    var group =
        new DocumentGroup(
            document,
            noun + "_" + Nouns.singular(path.name()),
            List.of(new DocumentGroup.Member(operation, path, Optional.empty())));
    if (target.isEmpty()
        || group.record().isEmpty()
        || kinds.keySet().stream().anyMatch(one -> one.name().equals(group.name()))
        || kinds.keySet().stream()
            .flatMap(one -> one.members().stream())
            .anyMatch(one -> one.operation().equals(operation))) {
      return;
    }
    var changed = changed(path, target.get().getValue(), noun, actions);
    if (changed.isEmpty()) {
      impossible.put(
          operation.name(), "what becomes of a %s is kept by nothing yet".formatted(noun));
      return;
    }
    var field = changed.get();
    Set<String> names = new LinkedHashSet<>();
    kinds.keySet().forEach(one -> names.add(one.name()));
    var entries = DocumentFields.made(group, names);
    var changes = actions.stream().filter(one -> changes(one, noun, field)).toList();
    if (!entries.problem().isEmpty() || !fill(entries, field, changes)) {
      impossible.putIfAbsent(
          operation.name(), "a member of what became of a %s is made by nothing".formatted(noun));
      return;
    }
    kinds.put(group, entries);
    var from = named(entries, "from");
    var to = named(entries, "to");
    actions.replaceAll(
        action ->
            changes(action, noun, field)
                ? keeping(action, group, entries, field, from, to)
                : action);
  }

  private Optional<String> named(DocumentFields entries, String role) {
    return Optional.ofNullable(roles.get(entries.noun() + " " + role));
  }

  /** The one field of words, or the one that the path names, that actions alone change. */
  private static Optional<Field> changed(
      DocumentPath path, DocumentFields target, String noun, List<Action> actions) {
    var name = NAME.matcher(path.name());
    var said = name.matches() ? Optional.ofNullable(name.group(1)) : Optional.<String>empty();
    var all =
        target.fields().stream()
            .filter(field -> field.origin() instanceof Origin.Actions)
            .filter(field -> !target.hidden().contains(field.name()))
            .filter(
                field ->
                    said.map(field.name()::equals).orElse(field.type() instanceof FieldType.Choice))
            .filter(field -> actions.stream().anyMatch(one -> changes(one, noun, field)))
            .toList();
    return all.size() == 1 ? Optional.of(all.getFirst()) : Optional.empty();
  }

  private static boolean changes(Action action, String noun, Field field) {
    return action.kind().equals(noun)
        && action.effects().stream()
            .anyMatch(
                effect ->
                    effect instanceof Effect.Set(_, var values)
                        && values.containsKey(field.name()));
  }

  /** Takes each member of an entry; false where one that is needed is none that is known. */
  private boolean fill(DocumentFields entries, Field field, List<Action> changes) {
    var isClosed =
        changes.stream()
            .flatMap(action -> action.http().stream())
            .allMatch(
                http ->
                    document.operations().stream()
                        .filter(one -> one.name().equals(http.named()))
                        .allMatch(
                            one ->
                                account.isPresent()
                                    ? DocumentAccounts.isClosed(one)
                                    : !one.security().isEmpty()));
    // What the path says is told already.
    entries.unmade().keySet().removeAll(entries.names().values());
    for (var member : Map.copyOf(entries.unmade()).entrySet()) {
      var plain = DocumentPath.snake(member.getKey());
      var schema = member.getValue();
      if (is(plain, FROM, field) && holds(schema, field)) {
        take(entries, member.getKey(), "from", field);
      } else if ((is(plain, TO, field) || plain.equals(field.name())) && holds(schema, field)) {
        take(entries, member.getKey(), "to", field);
      } else if (BY.contains(plain) && isClosed && entries.maker().isEmpty()) {
        by(entries, member.getKey(), plain, schema);
      } else if (!entries.mayBeMissing(member.getKey())) {
        return false;
      }
    }
    entries.moment(AT);
    return named(entries, "to").isPresent()
        && entries.unmade().entrySet().stream()
            .allMatch(
                one ->
                    entries.mayBeMissing(one.getKey())
                        || (one.getValue().is("object")
                            && BY.contains(DocumentPath.snake(one.getKey()))));
  }

  /** Who calls: the account's id or some of it, or the wallet. */
  private void by(DocumentFields entries, String property, String plain, Described schema) {
    if (account.isPresent() && schema.is("object")) {
      entries.madeByHidden(account.get(), plain);
    } else if (account.isPresent() && (schema.is("string") || schema.is("integer"))) {
      entries.madeByShown(account.get(), property);
    }
  }

  private static boolean is(String plain, Set<String> words, Field field) {
    return words.contains(plain)
        || words.stream()
            .anyMatch(
                word ->
                    plain.equals(word + "_" + field.name())
                        || plain.equals(field.name() + "_" + word)
                        || plain.equals(word + "_value"));
  }

  private boolean holds(Described schema, Field field) {
    return DocumentTypes.of(document, schema)
        .filter(
            type ->
                type.getClass().equals(field.type().getClass())
                    || (type instanceof FieldType.Text && field.type() instanceof FieldType.Choice))
        .isPresent();
  }

  private void take(DocumentFields entries, String property, String role, Field field) {
    var taken = entries.kept(property, field.type(), field.required());
    roles.put(entries.noun() + " " + role, taken.name());
  }

  private static Action keeping(
      Action action,
      DocumentGroup group,
      DocumentFields entries,
      Field field,
      Optional<String> from,
      Optional<String> to) {
    List<Effect> effects = new ArrayList<>();
    for (var effect : action.effects()) {
      if (effect instanceof Effect.Set(var row, var values) && values.containsKey(field.name())) {
        Map<String, String> entry = new LinkedHashMap<>();
        entries.refersTo(action.kind()).ifPresent(reference -> entry.put(reference, row));
        from.ifPresent(name -> entry.put(name, row + "." + field.name()));
        to.ifPresent(name -> entry.put(name, values.get(field.name())));
        effects.add(new Effect.Insert(group.name(), entry, ""));
      }
      effects.add(effect);
    }
    return new Action(
        action.name(),
        action.description(),
        action.kind(),
        action.onRecord(),
        action.inputs(),
        action.access(),
        action.guards(),
        effects,
        action.answer(),
        action.http());
  }

  /** Whether a kind is of entries, of which the newest is to be the first. */
  static boolean isNewestFirst(DocumentGroup group) {
    return group.of(Kind.Operation.CREATE).findAny().isEmpty()
        && group.members().stream()
            .map(DocumentGroup.Member::operation)
            .filter(one -> one.method().equals("GET") && one.path().contains("}/"))
            .filter(
                one ->
                    DocumentPath.of(one.path())
                        .filter(path -> NAME.matcher(path.name()).matches())
                        .isPresent())
            .anyMatch(
                one ->
                    NEWEST
                        .matcher((one.summary() + " " + one.description()).toLowerCase(Locale.ROOT))
                        .find());
  }

  /** What is told of the entries that there are. */
  static List<String> assumed(List<Kind> kinds, List<Action> actions) {
    return kinds.stream()
        .filter(kind -> kind.operations().equals(Set.of(Kind.Operation.LIST)))
        .filter(
            kind ->
                actions.stream()
                    .flatMap(action -> action.effects().stream())
                    .anyMatch(
                        effect ->
                            effect instanceof Effect.Insert(var name, _, _)
                                && name.equals(kind.name())))
        .map(
            kind ->
                "Each call that may change it makes one of the %s; to make a record makes none."
                    .formatted(kind.plural().replace('_', ' ')))
        .toList();
  }
}
