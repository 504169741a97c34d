package factory.runtime;

/** Settings, whose keys clients choose; with PUT they are made or replaced. */
final class Settings {
  static final Resource RESOURCE =
      Resource.of(
              "setting",
              "settings",
              Field.text("key").to(20),
              Field.text("value").required(),
              Field.text("note"),
              Field.wallet("maker").setToCaller(),
              Field.secret("code"))
          .naturalKey("key")
          .nullsLeftOut()
          .unknownRefused()
          .called("updated_at", "updatedAt")
          .create(Access.owner())
          .routes(
              Route.list("/settings"),
              Route.read("/settings/{name}").key("name", "key"),
              Route.update("PUT", "/settings/{name}").key("name", "key").madeStatus(201),
              Route.update("PATCH", "/settings/{name}").key("name", "key"),
              Route.create("POST", "/settings/search").status(202));

  private Settings() {}
}
