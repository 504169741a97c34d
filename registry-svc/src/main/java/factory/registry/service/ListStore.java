package factory.registry.service;

import factory.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbStatementQuery;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The SQL of listings of services. */
final class ListStore {
  private static final String LISTED = "SELECT %s FROM service WHERE %s";

  /** The index alone finds the services, whatever the planner thinks of how many there are. */
  private static final String INDEXED =
      """
      WITH found AS MATERIALIZED (
        SELECT id AS found_id FROM service WHERE deleted_at IS NULL AND searched LIKE :pattern
      )
      SELECT %s FROM service JOIN found ON found_id = id WHERE %s
      """;

  /** The index knows parts of texts of this length in characters. */
  private static final int SHORTEST_INDEXED = 3;

  /** As many of the first services are looked through before the index is asked. */
  private static final int LOOKED_THROUGH = 5_000;

  /** Where not all services are counted anyway, no more than these are. */
  private static final int MOST_COUNTED = 1_000;

  /** As the index has it: in the same way in every database, whatever its locale. */
  private static final String NAME = "lower(name COLLATE \"C\")";

  /** A place in an order. */
  private sealed interface Place {
    record Recorded(Service.Place at) implements Place {}

    record Named(String name, Service.Place at) implements Place {}
  }

  private static String by(Service.Order order) {
    return switch (order) {
      case NEWEST -> "created_at DESC, id DESC";
      case NAME -> NAME + ", id";
    };
  }

  private static String behind(Service.Order order) {
    return switch (order) {
      case NEWEST -> "(created_at, id) < (:createdAt, :id)";
      case NAME -> "(" + NAME + ", id) > (:name, :id)";
    };
  }

  private static String upTo(Service.Order order) {
    return switch (order) {
      case NEWEST -> "(created_at, id) >= (:createdAtLast, :idLast)";
      case NAME -> "(" + NAME + ", id) <= (:nameLast, :idLast)";
    };
  }

  private static void bind(DbStatementQuery query, Place place, String names) {
    switch (place) {
      case Place.Recorded(var at) ->
          query
              .addParam("createdAt" + names, at.createdAt())
              .addParam("id" + names, at.id().value());
      case Place.Named(var name, var at) ->
          query.addParam("name" + names, name).addParam("id" + names, at.id().value());
    }
  }

  /** The services of a filter after a place, in its order. */
  List<Service> page(
      DbExecute sql, Service.Filter asked, Optional<Service.Place> after, int limit) {
    var filter = folded(asked);
    var from = after.map(place -> placed(sql, filter.order(), place));
    if (!isIndexed(filter)) {
      return select(sql, LISTED, filter, from, Optional.empty(), limit);
    }
    // A text that many have is soon found among the first; of one that few have the index knows
    // all.
    var last = nth(sql, filter, from);
    List<Service> found = new ArrayList<>(select(sql, LISTED, filter, from, last, limit));
    if (last.isPresent() && found.size() < limit) {
      found.addAll(select(sql, INDEXED, filter, last, Optional.empty(), limit - found.size()));
    }
    return found;
  }

  /** How many services are of a filter, on all pages together. */
  Service.Total total(DbExecute sql, Service.Filter asked) {
    var filter = folded(asked);
    if (filter.text().isEmpty() && filter.requesterId().isEmpty() && filter.tokens().isEmpty()) {
      return new Service.Total(countedBefore(sql, filter.status()), false);
    }
    long found;
    if (!isIndexed(filter)) {
      found = count(sql, LISTED, filter, Optional.empty(), Optional.empty(), MOST_COUNTED + 1);
    } else {
      var last = nth(sql, filter, Optional.empty());
      found = count(sql, LISTED, filter, Optional.empty(), last, MOST_COUNTED + 1);
      if (last.isPresent() && found <= MOST_COUNTED) {
        found +=
            count(sql, INDEXED, filter, last, Optional.empty(), MOST_COUNTED + 1 - (int) found);
      }
    }
    return new Service.Total(Math.min(found, MOST_COUNTED), found > MOST_COUNTED);
  }

  private static Service.Filter folded(Service.Filter filter) {
    return new Service.Filter(
        filter.status(),
        Text.folded(filter.text()),
        filter.requesterId(),
        filter.tokens(),
        filter.order());
  }

  private static boolean isIndexed(Service.Filter filter) {
    return filter.text().codePointCount(0, filter.text().length()) >= SHORTEST_INDEXED;
  }

  /** Where a service stands in an order now; one that was renamed meanwhile stands elsewhere. */
  private static Place placed(DbExecute sql, Service.Order order, Service.Place place) {
    return switch (order) {
      case NEWEST -> new Place.Recorded(place);
      case NAME ->
          sql.createGet("SELECT " + NAME + " AS sorted FROM service WHERE id = :id")
              .addParam("id", place.id().value())
              .execute()
              .<Place>map(row -> new Place.Named(Rows.text(row, "sorted"), place))
              .orElseGet(() -> new Place.Named("", place));
    };
  }

  /** The last of the first services after a place that a search looks through. */
  private static Optional<Place> nth(DbExecute sql, Service.Filter filter, Optional<Place> after) {
    var all =
        new Service.Filter(
            filter.status(), "", filter.requesterId(), filter.tokens(), filter.order());
    var query =
        sql.createQuery(
                LISTED.formatted(
                        "created_at, id, " + NAME + " AS sorted",
                        conditions(all, after, Optional.empty()))
                    + " ORDER BY "
                    + by(filter.order())
                    + " OFFSET :offset LIMIT 1")
            .addParam("offset", LOOKED_THROUGH - 1);
    bind(query, all, after, Optional.empty());
    return query
        .execute()
        .map(
            row -> {
              var at =
                  new Service.Place(
                      Rows.instant(row, "created_at"), new ServiceId(Rows.uuid(row, "id")));
              return switch (filter.order()) {
                case NEWEST -> (Place) new Place.Recorded(at);
                case NAME -> new Place.Named(Rows.text(row, "sorted"), at);
              };
            })
        .findFirst();
  }

  /**
   * Services in their order.
   *
   * @param from {@link #LISTED} or {@link #INDEXED}
   * @param after only those after this place
   * @param through only those up to this place
   */
  private static List<Service> select(
      DbExecute sql,
      String from,
      Service.Filter filter,
      Optional<Place> after,
      Optional<Place> through,
      int limit) {
    var query =
        sql.createQuery(
                from.formatted(ServiceStore.COLUMNS, conditions(filter, after, through))
                    + " ORDER BY "
                    + by(filter.order())
                    + " LIMIT :limit")
            .addParam("limit", limit);
    bindText(query, from, filter);
    bind(query, filter, after, through);
    return query.execute().map(row -> ServiceStore.service(row)).toList();
  }

  private static long count(
      DbExecute sql,
      String from,
      Service.Filter filter,
      Optional<Place> after,
      Optional<Place> through,
      int most) {
    // The first ones, so that the index of their order is read until there are enough.
    var query =
        sql.createQuery(
                "SELECT count(*) AS found FROM ("
                    + from.formatted("1", conditions(filter, after, through))
                    + " ORDER BY "
                    + by(filter.order())
                    + " LIMIT :limit) AS counted")
            .addParam("limit", most);
    bindText(query, from, filter);
    bind(query, filter, after, through);
    return query.execute().map(row -> Rows.number(row, "found")).findFirst().orElseThrow();
  }

  /** What triggers keep, so that nobody counts them all. */
  private static long countedBefore(DbExecute sql, Optional<Status> status) {
    var query =
        sql.createQuery(
            "SELECT CAST(coalesce(sum(services), 0) AS BIGINT) AS found FROM service_count"
                + (status.isPresent() ? " WHERE status = :status" : ""));
    status.ifPresent(its -> query.addParam("status", its.word()));
    return query.execute().map(row -> Rows.number(row, "found")).findFirst().orElseThrow();
  }

  private static void bindText(DbStatementQuery query, String from, Service.Filter filter) {
    if (!filter.text().isEmpty()) {
      query.addParam("text", filter.text());
    }
    if (from.equals(INDEXED)) {
      query.addParam("pattern", "%" + filter.text().replaceAll("[\\\\%_]", "\\\\$0") + "%");
    }
  }

  private static void bind(
      DbStatementQuery query,
      Service.Filter filter,
      Optional<Place> after,
      Optional<Place> through) {
    filter.status().ifPresent(its -> query.addParam("status", its.word()));
    filter.requesterId().ifPresent(its -> query.addParam("requester", its));
    filter
        .tokens()
        .ifPresent(
            tokens ->
                query.addParam(
                    "tokens",
                    tokens.stream()
                        .map(token -> token.chainId() + "/" + token.address())
                        .collect(Collectors.joining(","))));
    after.ifPresent(place -> bind(query, place, ""));
    through.ifPresent(place -> bind(query, place, "Last"));
  }

  private static String conditions(
      Service.Filter filter, Optional<Place> after, Optional<Place> through) {
    return "deleted_at IS NULL"
        + (filter.status().isPresent() ? " AND status = :status" : "")
        + (filter.requesterId().isPresent() ? " AND lower(requester_id) = lower(:requester)" : "")
        + (filter.tokens().isPresent() ? TOKENS : "")
        // Not LIKE: this has no wildcards that a text could hold.
        + (filter.text().isEmpty() ? "" : " AND strpos(searched, :text) > 0")
        + (after.isPresent() ? " AND " + behind(filter.order()) : "")
        + (through.isPresent() ? " AND " + upTo(filter.order()) : "");
  }

  private static final String TOKENS =
      """
       AND (chain_id, token_address) IN (
        SELECT CAST(split_part(held, '/', 1) AS BIGINT), split_part(held, '/', 2)
        FROM unnest(string_to_array(:tokens, ',')) AS held
      )
      """;
}
