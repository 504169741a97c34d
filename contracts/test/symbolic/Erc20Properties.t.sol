// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {Test} from "forge-std/Test.sol";
import {LibClone} from "solady/utils/LibClone.sol";

/// @dev halmos' own cheat codes.
interface Svm {
    function createCalldata(string memory contractName) external pure returns (bytes memory);
}

/// @dev The token with balances from nowhere: a purchase takes a root, which no solver can invert.
contract GivenToken is ServiceToken {
    address private immutable giver = msg.sender;

    function give(address to, uint256 amount) external {
        require(msg.sender == giver);
        _mint(to, amount);
    }
}

/// @dev For halmos, which runs each `check_` function with every possible argument at once (tools/analyse). A failed
/// assertion is a counterexample; a call that reverts ends its path.
contract Erc20Properties is Test {
    Svm private constant SVM = Svm(0xF3993A62377BCd56AE39D773740A5390411E8BC9);
    address private constant PERMIT2 = 0x000000000022D473030F116dDEE9F6B43aC78BA3;

    GivenToken private token;

    function setUp() public {
        bytes memory args = abi.encodePacked(bytes16(uint128(1)), uint96(1), "Books");
        token = GivenToken(payable(LibClone.clone(address(new GivenToken()), args)));
    }

    /// @dev A transfer that succeeds moves the amount and touches nobody else; one that fails had a reason.
    function check_transfer(address from, address to, address other, uint256 held, uint256 had, uint256 amount) public {
        vm.assume(other != from && other != to);
        _give(from, held, to, had);
        uint256 fromBefore = token.balanceOf(from);
        uint256 toBefore = token.balanceOf(to);
        uint256 otherBefore = token.balanceOf(other);
        uint256 supply = token.totalSupply();

        vm.prank(from);
        (bool sent,) = address(token).call(abi.encodeCall(token.transfer, (to, amount)));

        assertEq(sent, to != address(0) && to != address(token) && amount <= fromBefore);
        uint256 moved = sent && from != to ? amount : 0;
        assertEq(token.balanceOf(from), fromBefore - moved);
        assertEq(token.balanceOf(to), toBefore + moved);
        assertEq(token.balanceOf(other), otherBefore);
        assertEq(token.totalSupply(), supply);
    }

    /// @dev As a transfer, and only within the allowance, which shrinks by the amount unless it is unlimited.
    function check_transferFrom(
        address spender,
        address from,
        address to,
        address other,
        uint256 held,
        uint256 allowed,
        uint256 amount
    ) public {
        vm.assume(other != from && other != to);
        _give(from, held, other, 7);
        vm.prank(from);
        token.approve(spender, allowed);
        uint256 toBefore = token.balanceOf(to);

        vm.prank(spender);
        (bool sent,) = address(token).call(abi.encodeCall(token.transferFrom, (from, to, amount)));

        assertEq(sent, to != address(0) && to != address(token) && amount <= held && amount <= allowed);
        uint256 moved = sent && from != to ? amount : 0;
        assertEq(token.balanceOf(from), held - moved);
        assertEq(token.balanceOf(to), toBefore + moved);
        assertEq(token.balanceOf(other), 7);
        bool spent = sent && allowed != type(uint256).max;
        assertEq(token.allowance(from, spender), spent ? allowed - amount : allowed);
    }

    /// @dev An approval sets one allowance and no other.
    function check_approve(address holder, address spender, uint256 amount, address holder2, address spender2) public {
        vm.assume(holder != holder2 || spender != spender2);
        uint256 before = token.allowance(holder2, spender2);

        vm.prank(holder);
        assertTrue(token.approve(spender, amount));

        assertEq(token.allowance(holder, spender), amount);
        assertEq(token.allowance(holder2, spender2), before);
    }

    /// @dev Nobody has an allowance that the holder didn't give, Permit2 included.
    function check_noAllowanceFromNothing(address holder, address spender) public view {
        assertEq(token.allowance(holder, spender), 0);
        assertEq(token.allowance(holder, PERMIT2), 0);
    }

    /// @dev Whatever somebody else calls, with whatever arguments and ETH or none, a holder's balance doesn't fall, and no
    /// allowance of theirs rises unless `permit` was called, which uses up a nonce of theirs.
    function check_nobodyElseTakes(address holder, address caller, address spender, bool withEth) public {
        vm.assume(caller != holder && caller != address(this));
        vm.assume(holder != address(0) && holder != address(token));
        token.give(holder, 5e18);
        token.give(caller, 3e18);
        uint256 held = token.balanceOf(holder);
        uint256 nonce = token.nonces(holder);
        bytes memory data = SVM.createCalldata("ServiceToken");
        uint256 value = withEth ? 1 ether : 0;
        vm.deal(caller, 1 ether);
        vm.deal(address(token), 1 ether);

        vm.prank(caller);
        (bool done,) = address(token).call{value: value}(data);
        vm.assume(done);

        assertGe(token.balanceOf(holder), held);
        assertTrue(token.allowance(holder, spender) == 0 || token.nonces(holder) == nonce + 1);
    }

    /// @dev Nothing but buying and selling changes the supply.
    function check_onlyBuyingAndSellingChangeTheSupply(address caller) public {
        vm.assume(caller != address(this));
        token.give(caller, 3e18);
        bytes memory data = SVM.createCalldata("ServiceToken");
        bytes4 selector = bytes4(data);
        vm.assume(selector != bytes4(keccak256("sell(uint256,uint256)")));
        vm.assume(selector != bytes4(keccak256("sell(uint256,uint256,uint256)")));
        vm.assume(selector != ServiceToken.buy.selector);

        vm.prank(caller);
        (bool done,) = address(token).call(data);
        vm.assume(done);

        assertEq(token.totalSupply(), 3e18);
    }

    /// @dev Any balances of two wallets, which may be one, or be nobody's.
    function _give(address one, uint256 amount, address two, uint256 more) private {
        vm.assume(amount < 2 ** 128 && more < 2 ** 128);
        token.give(one, amount);
        token.give(two, more);
    }
}
