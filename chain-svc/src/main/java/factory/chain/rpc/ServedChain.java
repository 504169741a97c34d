package factory.chain.rpc;

import factory.chain.index.Follower;
import factory.chain.index.Picture;
import factory.chain.issue.Issuance;

/** One followed chain as the services see it. */
public record ServedChain(
    long id, String name, Picture picture, Follower follower, Issuance issuance) {}
