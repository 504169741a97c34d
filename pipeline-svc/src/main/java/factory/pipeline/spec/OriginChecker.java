package factory.pipeline.spec;

import factory.pipeline.spec.Kind.Operation;
import factory.pipeline.spec.expression.Expected;
import factory.pipeline.spec.expression.Expressions;

/** Checks where a field's value comes from. */
final class OriginChecker {
  private final Check check;
  private final Kind kind;
  private final Field field;
  private final String at;

  OriginChecker(Check check, Kind kind, Field field, String at) {
    this.check = check;
    this.kind = kind;
    this.field = field;
    this.at = at;
  }

  void check() {
    var type = field.type();
    switch (field.origin()) {
      case Origin.Given given -> {
        given.fallback().ifPresent(cel -> literal(cel, "/default"));
        if (type instanceof FieldType.Choice choice
            && !choice.transitions().isEmpty()
            && given.fallback().isPresent()) {
          check.problem(
              at + "/default", "with transitions a new record has the first value: leave it out");
        }
      }
      case Origin.Now _ ->
          must(
              type instanceof FieldType.Instant || type instanceof FieldType.Date,
              "/set_by",
              "now sets an instant or a date");
      case Origin.Caller _ ->
          must(type instanceof FieldType.Wallet, "/set_by", "caller sets a wallet");
      case Origin.Account _ ->
          must(type instanceof FieldType.Reference, "/set_by", "account sets a reference");
      case Origin.Sequence _ ->
          must(type instanceof FieldType.Whole, "/set_by", "sequence sets an integer");
      case Origin.Code code -> {
        must(
            type instanceof FieldType.Text || type instanceof FieldType.Secret,
            "/set_by",
            "code sets a text or a secret");
        must(
            code.alphabet().chars().distinct().count() == code.alphabet().length(),
            "/alphabet",
            "must not have a character twice");
      }
      case Origin.Slug slug -> slug(slug);
      case Origin.Link(var path) -> {
        must(type instanceof FieldType.Url, "/set_by", "link sets a url");
        for (var name : Route.parameters(path)) {
          must(
              name.equals("id")
                  || kind.field(name)
                      .filter(of -> of.required() && of.isStored())
                      .filter(of -> Check.isComparable(of.type()))
                      .isPresent(),
              "/path",
              "'{%s}' must be id or a required field that is stored".formatted(name));
        }
      }
      case Origin.Actions actions -> {
        actions
            .initial()
            .ifPresent(
                cel ->
                    check.initial(
                        at + "/initial",
                        check.expressions().initial(kind),
                        cel,
                        type,
                        !field.required()));
        must(
            actions.initial().isPresent() || !needsInitial(),
            "",
            "always has a value, so it needs initial: the value of a new record");
      }
      case Origin.Computed computed -> computed(computed);
      case Origin.Aggregated aggregated -> aggregated(aggregated);
    }
    if (field.isIssued()) {
      IssuedChecker.check(check, kind, field, at);
    } else if (type instanceof FieldType.Secret
        && !(field.origin() instanceof Origin.Given)
        && !(field.origin() instanceof Origin.Actions)) {
      check.problem(at + "/type", "a secret is given, or set by actions or code");
    }
  }

  private void slug(Origin.Slug slug) {
    if (field.type() instanceof FieldType.Text text) {
      must(
          text.minLength() <= 1 && text.maxLength() >= Origin.Slug.SHORTEST,
          "/max_length",
          "must leave room for a slug: %d characters at least, and no min_length above 1"
              .formatted(Origin.Slug.SHORTEST));
    } else {
      check.problem(at + "/set_by", "slug sets a text");
    }
    must(field.required() && field.unique(), "", "is a slug, so it must be required and unique");
    must(
        !slug.follows() || !kind.key().equals(new Kind.Key.Natural(field.name())),
        "/follows",
        "must be left out: it is the key, which cannot be changed");
    slugOf(check, kind, slug.of(), at + "/of");
  }

  /** What a slug is made of. */
  static void slugOf(Check check, Kind kind, String of, String at) {
    check
        .field(kind, of, at)
        .filter(
            field ->
                !(field.type() instanceof FieldType.Text)
                    || !(field.origin() instanceof Origin.Given
                        || field.origin() instanceof Origin.Actions))
        .ifPresent(_ -> check.problem(at, "must be a text that is given, or set by actions"));
  }

  private boolean needsInitial() {
    return field.required()
        && kind.operations().contains(Operation.CREATE)
        && !(field.type() instanceof FieldType.Truth)
        && !(field.type() instanceof FieldType.ListOf)
        && !(field.type() instanceof FieldType.Choice choice && !choice.transitions().isEmpty());
  }

  private void must(boolean holds, String key, String message) {
    if (!holds) {
      check.problem(at + key, message);
    }
  }

  private void literal(String cel, String key) {
    check.initial(at + key, cel, field.type(), !field.required());
  }

  private void computed(Origin.Computed computed) {
    if (field.type() instanceof FieldType.Reference
        || field.type() instanceof FieldType.Secret
        || field.type() instanceof FieldType.Json
        || field.type() instanceof FieldType.ObjectOf) {
      check.problem(
          at + "/type", "a %s is not computed".formatted(FieldWriter.nameOf(field.type())));
      return;
    }
    if (Expressions.isOfTheMoment(field)) {
      must(
          field.type() instanceof FieldType.Truth
              || field.type() instanceof FieldType.Choice
              || (field.type() instanceof FieldType.Whole
                  && Expressions.isOfTheDay(computed.value())),
          "/type",
          "must be a boolean, an enum, or an integer of days (date(now)): what depends on the moment is not another one at each read");
    }
    check.expression(
        at + "/computed",
        check.expressions().computed(kind),
        computed.value(),
        new Expected.Field(field.type(), !field.required()));
  }

  private void aggregated(Origin.Aggregated aggregated) {
    var where = at + "/aggregate";
    var of = check.kind(aggregated.kind(), where + "/kind");
    if (of.isEmpty()) {
      return;
    }
    check
        .field(of.get(), aggregated.by(), where + "/by")
        .ifPresent(
            by ->
                must(
                    by.type() instanceof FieldType.Reference reference
                        && reference.kind().equals(kind.name()),
                    "/aggregate/by",
                    "must be a reference of %s to %s".formatted(aggregated.kind(), kind.name())));
    Figures.typeOf(check, of.get(), aggregated.function(), aggregated.of(), where)
        .ifPresent(
            type ->
                must(
                    sameValues(type, field.type()),
                    "/type",
                    "must be %s, which is what the aggregate gives"
                        .formatted(FieldWriter.nameOf(type))));
    aggregated
        .where()
        .ifPresent(
            cel ->
                check.expression(
                    where + "/where",
                    check.expressions().aggregate(of.get()),
                    cel,
                    new Expected.Condition()));
  }

  private static boolean sameValues(FieldType figure, FieldType field) {
    return figure.getClass() == field.getClass();
  }
}
