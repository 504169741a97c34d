// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenFixture} from "../TokenFixture.sol";
import {Traders} from "./Traders.sol";

contract SolvencyTest is TokenFixture {
    uint256 private constant K = 10 * 1e18;
    uint256 private constant D = 20_000 * 1e18;

    Traders private traders;

    function setUp() public override {
        super.setUp();
        traders = new Traders(token);
        targetContract(address(traders));

        bytes4[] memory steps = new bytes4[](6);
        steps[0] = Traders.buy.selector;
        steps[1] = Traders.sell.selector;
        steps[2] = Traders.transfer.selector;
        steps[3] = Traders.transferFrom.selector;
        steps[4] = Traders.force.selector;
        steps[5] = Traders.tryWhatIsRefused.selector;
        targetSelector(FuzzSelector({addr: address(traders), selectors: steps}));
    }

    /// @dev In exact form, and without counting on ETH that was forced in.
    function invariant_theReserveCoversTheWholeSupply() public view {
        uint256 supply = token.totalSupply();
        assertGe(D * (address(token).balance - traders.forced()), supply * (supply + 2 * K));
    }

    function invariant_theReserveIsWhatWasPaidInLessWhatWasPaidOut() public view {
        assertEq(address(token).balance, traders.bought() + traders.forced() - traders.paid());
    }

    function invariant_balancesAddUpToTheSupply() public view {
        address[] memory wallets = traders.wallets();
        uint256 sum;
        for (uint256 i; i < wallets.length; ++i) {
            sum += token.balanceOf(wallets[i]);
        }
        assertEq(sum, token.totalSupply());
    }

    function invariant_theSupplyStaysWithinTheCap() public view {
        assertLe(token.totalSupply(), CAP);
    }

    /// @dev At the end of each run everybody leaves, in three different orders from the same state, and the reserve owes
    /// nothing. What all are paid together doesn't depend on the order by more than the rounding of each sale.
    function afterInvariant() public {
        uint256 here = vm.snapshotState();
        uint256 supply = token.totalSupply();
        uint256 sales = 2 * traders.wallets().length;
        uint256 atOnce = token.payoutFor(supply, supply);
        for (uint256 i; i < 3; ++i) {
            uint256 paidBefore = traders.everybodyLeaves(uint256(keccak256(abi.encode(supply, i))));
            uint256 paidOut = traders.paid() - paidBefore;
            assertLe(paidOut, atOnce);
            assertGe(paidOut + sales, atOnce);
            assertGe(address(token).balance, traders.forced());
            vm.revertToState(here);
        }
    }
}
