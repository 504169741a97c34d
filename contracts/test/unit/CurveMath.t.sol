// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {CurveMath} from "../../src/libraries/CurveMath.sol";
import {Test} from "forge-std/Test.sol";

/// @dev The library behind external calls, so that its reverts can be expected.
contract Curve {
    function tokensForDown(uint256 supply, uint256 ethIn) external pure returns (uint256) {
        return CurveMath.tokensForDown(supply, ethIn);
    }

    function payoutDown(uint256 supply, uint256 amount) external pure returns (uint256) {
        return CurveMath.payoutDown(supply, amount);
    }

    function costUp(uint256 supply, uint256 amount) external pure returns (uint256) {
        return CurveMath.costUp(supply, amount);
    }
}

contract CurveMathTest is Test {
    // Written out a second time on purpose: a typo in the library's constants must not follow into its tests.
    uint256 private constant CAP = 1_000_000 * 1e18;
    uint256 private constant K = 10 * 1e18;
    uint256 private constant D = 20_000 * 1e18;
    uint256 private constant RESERVE_AT_CAP = 50_001_000 ether;

    Curve private immutable curve = new Curve();

    function test_constantsAreThePrice() public pure {
        assertEq(CurveMath.CAP, CAP);
        assertEq(CurveMath.K, K);
        assertEq(CurveMath.D, D);
        assertEq(CurveMath.MOST_ETH_IN, (CAP + 1) * (CAP + 1 + 2 * K) / D);
    }

    /// @dev From the price itself: tokens 1, 2, 3 cost the area below 0.001 + 0.0001 * s.
    function test_wholeTokensCostTheAreaBelowThePrice() public view {
        assertEq(curve.costUp(0, 1e18), 0.00105 ether);
        assertEq(curve.costUp(1e18, 1e18), 0.00115 ether);
        assertEq(curve.costUp(2e18, 1e18), 0.00125 ether);
        assertEq(curve.costUp(0, 10e18), 0.015 ether);
        assertEq(curve.payoutDown(10e18, 10e18), 0.015 ether);
        assertEq(curve.tokensForDown(0, 0.015 ether), 10e18);
        assertEq(curve.costUp(0, CAP), RESERVE_AT_CAP);
        assertEq(curve.payoutDown(CAP, CAP), RESERVE_AT_CAP);
        assertEq(curve.tokensForDown(0, RESERVE_AT_CAP), CAP);
    }

    function test_whatOneBaseUnitCosts() public view {
        assertEq(curve.costUp(0, 1), 1);
        assertEq(curve.tokensForDown(0, 1), 999);
        assertEq(curve.payoutDown(999, 999), 0);
        assertEq(curve.costUp(CAP - 1, 1), 101);
        assertEq(curve.tokensForDown(CAP - 1, 101), 1);
        assertEq(curve.tokensForDown(CAP - 1, 100), 0);
        assertEq(curve.payoutDown(CAP, 1), 100);
    }

    function test_refusesASupplyAboveTheCap() public {
        bytes memory refusal = abi.encodeWithSelector(CurveMath.SupplyAboveCap.selector, CAP + 1, CAP);
        vm.expectRevert(refusal);
        curve.tokensForDown(CAP + 1, 0);
        vm.expectRevert(refusal);
        curve.payoutDown(CAP + 1, 0);
        vm.expectRevert(refusal);
        curve.costUp(CAP + 1, 0);
    }

    function test_refusesToPassTheCap() public {
        // The last unit below the cap costs a little over 100 wei: so many more still round down to the cap.
        assertEq(curve.tokensForDown(0, RESERVE_AT_CAP + 100), CAP);
        vm.expectRevert(abi.encodeWithSelector(CurveMath.PurchaseAboveCap.selector, 0, RESERVE_AT_CAP + 101));
        curve.tokensForDown(0, RESERVE_AT_CAP + 101);
        assertEq(curve.tokensForDown(CAP, 100), 0);
        vm.expectRevert(abi.encodeWithSelector(CurveMath.PurchaseAboveCap.selector, CAP, 101));
        curve.tokensForDown(CAP, 101);
        vm.expectRevert(abi.encodeWithSelector(CurveMath.PurchaseAboveCap.selector, 0, type(uint256).max));
        curve.tokensForDown(0, type(uint256).max);
        vm.expectRevert(abi.encodeWithSelector(CurveMath.AmountAboveCap.selector, 1, CAP));
        curve.costUp(1, CAP);
        vm.expectRevert(abi.encodeWithSelector(CurveMath.AmountAboveCap.selector, 1, type(uint256).max));
        curve.costUp(1, type(uint256).max);
    }

    function test_refusesToBurnMoreThanTheSupply() public {
        vm.expectRevert(abi.encodeWithSelector(CurveMath.AmountAboveSupply.selector, 5, 6));
        curve.payoutDown(5, 6);
        vm.expectRevert(abi.encodeWithSelector(CurveMath.AmountAboveSupply.selector, CAP, type(uint256).max));
        curve.payoutDown(CAP, type(uint256).max);
    }

    /// @dev The floor of the root, by its definition: no smaller and no larger number of tokens satisfies both.
    function testFuzz_tokensAreTheMostThatTheReserveCovers(uint256 supply, uint256 ethIn) public view {
        (supply, ethIn) = _purchase(supply, ethIn);
        uint256 tokens = curve.tokensForDown(supply, ethIn);

        assertLe(_scaledReserve(supply + tokens), _scaledReserve(supply) + D * ethIn);
        assertGt(_scaledReserve(supply + tokens + 1), _scaledReserve(supply) + D * ethIn);
    }

    /// @dev The floor of the division, by its definition.
    function testFuzz_payoutIsTheMostThatTheReserveCanSpare(uint256 supply, uint256 amount) public view {
        supply = _bound(supply, 0, CAP);
        amount = _bound(amount, 0, supply);
        uint256 payout = curve.payoutDown(supply, amount);
        uint256 freed = _scaledReserve(supply) - _scaledReserve(supply - amount);

        assertLe(D * payout, freed);
        assertGt(D * (payout + 1), freed);
    }

    /// @dev The ceiling of the division, by its definition.
    function testFuzz_costIsTheLeastThatTheReserveNeeds(uint256 supply, uint256 amount) public view {
        supply = _bound(supply, 0, CAP);
        amount = _bound(amount, 0, CAP - supply);
        uint256 cost = curve.costUp(supply, amount);
        uint256 needed = _scaledReserve(supply + amount) - _scaledReserve(supply);

        assertGe(D * cost, needed);
        if (cost != 0) assertLt(D * (cost - 1), needed);
    }

    function testFuzz_theCostBuysTheAmountAndAWeiLessDoesNot(uint256 supply, uint256 amount) public view {
        supply = _bound(supply, 0, CAP - 1);
        amount = _bound(amount, 1, CAP - supply);
        uint256 cost = curve.costUp(supply, amount);

        assertLt(curve.tokensForDown(supply, cost - 1), amount);
        // Up to the cap, too: its rounding is less than a wei, and near the cap a unit costs 101.
        assertGe(curve.tokensForDown(supply, cost), amount);
    }

    function testFuzz_noRoundTripProfits(uint256 supply, uint256 ethIn) public view {
        (supply, ethIn) = _purchase(supply, ethIn);
        uint256 tokens = curve.tokensForDown(supply, ethIn);

        assertLe(curve.payoutDown(supply + tokens, tokens), ethIn);
    }

    function testFuzz_splittingAPurchaseGainsNothing(uint256 supply, uint256 ethIn, uint256 first) public view {
        (supply, ethIn) = _purchase(supply, ethIn);
        first = _bound(first, 0, ethIn);
        uint256 atOnce = curve.tokensForDown(supply, ethIn);
        uint256 tokens = curve.tokensForDown(supply, first);
        tokens += curve.tokensForDown(supply + tokens, ethIn - first);

        assertLe(tokens, atOnce);
    }

    function testFuzz_splittingASaleGainsNothing(uint256 supply, uint256 amount, uint256 first) public view {
        supply = _bound(supply, 0, CAP);
        amount = _bound(amount, 0, supply);
        first = _bound(first, 0, amount);
        uint256 payout = curve.payoutDown(supply, first) + curve.payoutDown(supply - first, amount - first);

        assertLe(payout, curve.payoutDown(supply, amount));
    }

    function testFuzz_priceRisesWithSupply(uint256 low, uint256 high, uint256 amount) public view {
        high = _bound(high, 0, CAP);
        low = _bound(low, 0, high);
        amount = _bound(amount, 0, CAP - high);

        assertLe(curve.costUp(low, amount), curve.costUp(high, amount));
        assertLe(curve.payoutDown(low + amount, amount), curve.payoutDown(high + amount, amount));
    }

    /// @dev D * R(S).
    function _scaledReserve(uint256 supply) private pure returns (uint256) {
        return supply * (supply + 2 * K);
    }

    /// @dev A supply and a purchase that stays within the cap, of any size.
    function _purchase(uint256 supply, uint256 ethIn) private pure returns (uint256, uint256) {
        supply = _bound(supply, 0, CAP);
        return (supply, _bound(ethIn, 0, (_scaledReserve(CAP) - _scaledReserve(supply)) / D));
    }
}
