// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessToken} from "./IAccessToken.sol";

/// @title IServiceToken
/// @notice The token of one service: an ERC-20 (18 decimals, EIP-2612 permit) that anyone buys from and sells to the
/// contract itself, on a linear curve: 0.001 ETH plus 0.0001 ETH for each token in existence, up to 1,000,000 tokens.
/// @dev Nobody owns it, nothing about it can change, and nobody takes a fee. The ETH it holds always covers the sale
/// of the whole supply. Supplies and amounts are in base units, ETH in wei.
interface IServiceToken is IAccessToken {
    /// @notice `buyer` paid `ethIn` wei, for which `tokens` base units were minted to `to`.
    event Bought(address indexed buyer, address indexed to, uint256 ethIn, uint256 tokens);

    /// @notice `seller` burned `tokens` base units and was paid `payout` wei.
    event Sold(address indexed seller, uint256 tokens, uint256 payout);

    /// @notice Bare ETH buys nothing: call `buy`.
    error UseBuy();

    /// @notice The implementation behind the tokens is not a token.
    error NotAToken();

    /// @notice `ethIn` wei are too few for one base unit at `supply`.
    error PurchaseMintsNothing(uint256 supply, uint256 ethIn);

    /// @notice The purchase would mint `tokens`, fewer than the `minTokens` asked for.
    error TokensBelowMinimum(uint256 tokens, uint256 minTokens);

    /// @notice The sale would pay `payout` wei, less than the `minPayout` asked for.
    error PayoutBelowMinimum(uint256 payout, uint256 minPayout);

    /// @notice The block's time, `timestamp`, is past `deadline`.
    error DeadlinePassed(uint256 deadline, uint256 timestamp);

    /// @notice Tokens sent to `to` (nobody, or the token itself) would be lost.
    error InvalidRecipient(address to);

    /// @notice `to` refused its payout of `payout` wei.
    error PayoutRefused(address to, uint256 payout);

    /// @notice Mints to `to` what all of `msg.value` buys at the current supply.
    /// @param to Who receives the tokens.
    /// @param minTokens Reverts when fewer base units than this would be minted.
    /// @param deadline Reverts in a block whose time (seconds) is past it.
    /// @return tokens What was minted, in base units; never 0.
    function buy(address to, uint256 minTokens, uint256 deadline) external payable returns (uint256 tokens);

    /// @notice Burns `amount` of the caller's base units and pays the caller for them.
    /// @dev An amount too small to be worth a wei is burned for nothing: everyone can always leave.
    /// @param minPayout Reverts when fewer wei than this would be paid.
    /// @return payout What was paid, in wei.
    function sell(uint256 amount, uint256 minPayout) external returns (uint256 payout);

    /// @notice As `sell(amount, minPayout)`, and reverts in a block whose time (seconds) is past `deadline`.
    function sell(uint256 amount, uint256 minPayout, uint256 deadline) external returns (uint256 payout);

    /// @notice How many base units `ethIn` wei buy at `supply`, rounded down. May be 0, which `buy` refuses.
    function tokensFor(uint256 supply, uint256 ethIn) external pure returns (uint256 tokens);

    /// @notice How many wei burning `amount` of `supply` pays, rounded down.
    function payoutFor(uint256 supply, uint256 amount) external pure returns (uint256 payout);

    /// @notice The least wei that buy at least `amount` base units at `supply`, rounded up.
    function costFor(uint256 supply, uint256 amount) external pure returns (uint256 cost);

    /// @notice The largest supply, in base units.
    function cap() external pure returns (uint256);

    /// @notice ERC-165.
    function supportsInterface(bytes4 interfaceId) external pure returns (bool);
}
