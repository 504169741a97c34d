package factory.web.page;

import java.util.List;

/** Ideas to begin with, each of which becomes a plan that can be built as it is. */
final class Suggestions {
  private Suggestions() {}

  static final List<Views.Suggestion> ALL =
      List.of(
          new Views.Suggestion(
              "Books I have read", "Track books with title, author and a rating from 1 to 5."),
          new Views.Suggestion(
              "Desks to reserve", "Colleagues reserve a desk for a day. No double bookings."),
          new Views.Suggestion("Guest book", "A guest book."),
          new Views.Suggestion(
              "What each trip costs", "How many litres a trip takes, and what it costs."),
          new Views.Suggestion(
              "Poll with results",
              "A poll service: create a poll with options, vote, and see results."),
          new Views.Suggestion(
              "Orders that are packed and shipped",
              "Track orders with a number and a customer. The status goes from new to packed to shipped. Filter orders by status."));
}
