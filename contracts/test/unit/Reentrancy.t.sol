// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {IServiceToken} from "../../src/interfaces/IServiceToken.sol";
import {TokenFixture} from "../TokenFixture.sol";
import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";

/// @dev Makes one call of its choice to the token from inside its payout, and remembers what came of it.
contract ReentrantSeller {
    ServiceToken private immutable token;

    bytes private _attempt;
    uint256 private _value;

    bool public succeeded;
    bytes public answer;
    uint256 public supplySeen;
    uint256 public balanceSeen;

    constructor(ServiceToken token_) {
        token = token_;
    }

    receive() external payable {
        supplySeen = token.totalSupply();
        balanceSeen = token.balanceOf(address(this));
        (succeeded, answer) = address(token).call{value: _value}(_attempt);
    }

    function sell(uint256 amount, uint256 value, bytes calldata attempt) external {
        (_value, _attempt) = (value, attempt);
        token.sell(amount, 0);
    }
}

/// @dev Refuses every payout, with a long reason.
contract RefusingSeller {
    receive() external payable {
        assembly ("memory-safe") {
            revert(0, 100000)
        }
    }

    function sell(ServiceToken token, uint256 amount) external returns (uint256) {
        return token.sell(amount, 0);
    }
}

contract ReentrancyTest is TokenFixture {
    ReentrantSeller private seller;

    function setUp() public override {
        super.setUp();
        seller = new ReentrantSeller(token);
        vm.startPrank(alice);
        token.buy{value: 1 ether}(address(seller), 0, FOREVER);
        token.buy{value: 1 ether}(alice, 0, FOREVER);
        vm.stopPrank();
    }

    function test_sellCannotBeEnteredAgainFromItsPayout() public {
        _attempt(0, abi.encodeWithSignature("sell(uint256,uint256)", 1e18, 0));
        _attempt(0, abi.encodeWithSignature("sell(uint256,uint256,uint256)", 1e18, 0, FOREVER));
    }

    function test_buyCannotBeEnteredFromAPayout() public {
        _attempt(0.001 ether, abi.encodeCall(token.buy, (address(seller), 0, FOREVER)));
    }

    function test_theGuardOpensAgain() public {
        _attempt(0, abi.encodeWithSignature("sell(uint256,uint256)", 1e18, 0));
        assertGt(_buy(bob, 1 ether), 0);
        assertGt(_sell(bob, 1e18), 0);
    }

    /// @dev The slot is the library's; on a chain other than mainnet it would use storage unless told otherwise.
    function test_theGuardIsTransientOnEveryChain() public {
        vm.chainId(84_532);
        _buy(bob, 1 ether);
        assertEq(vm.load(address(token), bytes32(uint256(0x8000000000ab143c06))), 0);
    }

    function test_aPayoutMayTransferOnlyWhatIsLeft() public {
        uint256 left = token.balanceOf(address(seller)) - 1e18;
        seller.sell(1e18, 0, abi.encodeCall(token.transfer, (bob, left + 1)));
        assertFalse(seller.succeeded());

        left -= 1e18;
        seller.sell(1e18, 0, abi.encodeCall(token.transfer, (bob, left)));
        assertTrue(seller.succeeded());
        assertEq(token.balanceOf(bob), left);
    }

    function test_aSellerThatRefusesItsPayoutKeepsItsTokens() public {
        RefusingSeller refusing = new RefusingSeller();
        vm.prank(alice);
        token.transfer(address(refusing), 1e18);
        uint256 payout = token.payoutFor(token.totalSupply(), 1e18);

        vm.expectRevert(abi.encodeWithSelector(IServiceToken.PayoutRefused.selector, address(refusing), payout));
        refusing.sell(token, 1e18);

        assertEq(token.balanceOf(address(refusing)), 1e18);
        assertGt(_sell(alice, 1e18), 0);
    }

    function test_aSellerThatRefusesEthCanStillBurnDust() public {
        RefusingSeller refusing = new RefusingSeller();
        vm.prank(alice);
        token.transfer(address(refusing), 1);

        assertEq(refusing.sell(token, 1), 0);
    }

    /// @dev The attempt is refused by the guard, after the effects of a sale that itself goes through, once.
    function _attempt(uint256 value, bytes memory call) private {
        uint256 supply = token.totalSupply();
        uint256 held = token.balanceOf(address(seller));
        uint256 ethHeld = address(seller).balance;
        uint256 payout = token.payoutFor(supply, 1e18);

        seller.sell(1e18, value, call);

        assertFalse(seller.succeeded());
        assertEq(bytes4(seller.answer()), ReentrancyGuardTransient.Reentrancy.selector);
        assertEq(seller.supplySeen(), supply - 1e18);
        assertEq(seller.balanceSeen(), held - 1e18);
        assertEq(token.totalSupply(), supply - 1e18);
        assertEq(address(seller).balance - ethHeld, payout);
    }
}
