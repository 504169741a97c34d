// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FixedPointMathLib} from "solady/utils/FixedPointMathLib.sol";

/// @title CurveMath
/// @notice The linear bonding curve: a token costs 0.001 ETH plus 0.0001 ETH for each token that exists already.
/// @dev Supplies and amounts are in base units (1e18 to a token), prices and payouts in wei.
///
/// The reserve that stands behind a supply `S` is the area below the price:
///     R(S) = 1e15 * S / 1e18  +  1e14 * S^2 / (2 * 1e36).
/// With `D = 2e22` and `K = 1e19` it becomes one fraction without a remainder in its numerator:
///     D * R(S) = S * (S + 2K) = (S + K)^2 - K^2.
/// Each function below rounds once, and always for the reserve, so that after every purchase and every sale
///     D * balance >= S * (S + 2K).
///
/// Arithmetic is checked. Once an input has passed its guard the largest value is `D * MOST_ETH_IN + (CAP + K)^2`,
/// which is below 1e51, so nothing here can overflow.
library CurveMath {
    /// @notice The largest supply: 1,000,000 tokens.
    uint256 internal constant CAP = 1_000_000e18;

    /// @notice `K`: the starting price divided by half the slope, in base units.
    uint256 internal constant K = 1e19;

    /// @notice `D`: what a reserve in wei is multiplied by to become an integer polynomial in the supply.
    uint256 internal constant D = 2e22;

    /// @notice The most wei that a purchase can bring: floor((CAP + 1) * (CAP + 1 + 2K) / D). From a supply of 0, one more
    /// would pass the cap.
    uint256 internal constant MOST_ETH_IN = 50_001_000e18 + 100;

    /// @notice `supply` is more than can exist.
    error SupplyAboveCap(uint256 supply, uint256 cap);

    /// @notice `ethIn` wei at `supply` would buy past the cap.
    error PurchaseAboveCap(uint256 supply, uint256 ethIn);

    /// @notice `amount` more than `supply` would pass the cap.
    error AmountAboveCap(uint256 supply, uint256 amount);

    /// @notice `amount` is more than the `supply` it would be taken from.
    error AmountAboveSupply(uint256 supply, uint256 amount);

    /// @notice How many base units `ethIn` wei buy at `supply`: floor(sqrt((S + K)^2 + D * E)) - (S + K).
    function tokensForDown(uint256 supply, uint256 ethIn) internal pure returns (uint256 tokens) {
        if (supply > CAP) revert SupplyAboveCap(supply, CAP);
        if (ethIn > MOST_ETH_IN) revert PurchaseAboveCap(supply, ethIn);

        uint256 base = supply + K;
        tokens = FixedPointMathLib.sqrt(base * base + D * ethIn) - base;

        if (supply + tokens > CAP) revert PurchaseAboveCap(supply, ethIn);
    }

    /// @notice What burning `amount` base units of `supply` pays, in wei: floor(A * (2(S + K) - A) / D).
    function payoutDown(uint256 supply, uint256 amount) internal pure returns (uint256 payout) {
        if (supply > CAP) revert SupplyAboveCap(supply, CAP);
        if (amount > supply) revert AmountAboveSupply(supply, amount);

        payout = amount * (2 * (supply + K) - amount) / D;
    }

    /// @notice The least wei that buy at least `amount` base units at `supply`: ceil(A * (2(S + K) + A) / D).
    function costUp(uint256 supply, uint256 amount) internal pure returns (uint256 cost) {
        if (supply > CAP) revert SupplyAboveCap(supply, CAP);
        if (amount > CAP - supply) revert AmountAboveCap(supply, amount);

        cost = FixedPointMathLib.divUp(amount * (2 * (supply + K) + amount), D);
    }
}
