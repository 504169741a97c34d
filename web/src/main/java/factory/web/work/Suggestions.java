package factory.web.work;

import factory.web.page.Views;
import java.util.List;

/** Ideas to begin with, each of which becomes a plan that can be built as it is. */
public final class Suggestions {
  private Suggestions() {}

  public static final List<Views.Suggestion> ALL =
      List.of(
          new Views.Suggestion(
              "Books I have read", "Track books with title, author and a rating from 1 to 5."),
          new Views.Suggestion("Desks to reserve", "Colleagues reserve a desk for a day."),
          new Views.Suggestion(
              "Poll with results",
              "A poll service: create a poll with options, vote, and see results."),
          new Views.Suggestion(
              "Orders on their way",
              "Track orders with a number and a customer. The status goes from new to packed to shipped. Filter orders by status."),
          new Views.Suggestion(
              "Recipes and ingredients",
              "Recipes with a title and servings. A recipe has many ingredients. Each ingredient has a name and an amount. When a recipe is deleted, its ingredients are deleted too."),
          new Views.Suggestion(
              "Ideas to vote for",
              "Vote for an idea, once per person; votes can be taken back. Ideas have a title and a text."));
}
