package factory.runtime;

/** What a service is made of: what it keeps, what is done with it, what is told about it. */
public sealed interface Part
    permits Resource, Action, Report, Function, ErrorShape, Accounts, ToolOperation {}
