// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {IServiceToken} from "../../src/interfaces/IServiceToken.sol";
import {ReentrantWallet, RefusingWallet, WastefulWallet} from "./Wallets.sol";
import {CommonBase} from "forge-std/Base.sol";
import {StdAssertions} from "forge-std/StdAssertions.sol";
import {StdCheats} from "forge-std/StdCheats.sol";
import {StdUtils} from "forge-std/StdUtils.sol";

/// @dev What wallets can do to a token, bounded so that nothing is refused except where a refusal is what is expected.
/// After each step nobody is richer than before, except by what somebody else paid or gave.
contract Traders is CommonBase, StdAssertions, StdCheats, StdUtils {
    uint256 private constant FOREVER = type(uint256).max;
    uint256 private constant CAP = 1_000_000e18;
    uint256 private constant RESERVE_AT_CAP = 50_001_000 ether;
    /// @dev Enough for any sale by any wallet; what a wasteful one is given.
    uint256 private constant GAS = 300_000;

    ServiceToken private immutable token;
    address private immutable refusing;
    address[] private _wallets;

    uint256 public bought;
    uint256 public paid;
    uint256 public forced;

    constructor(ServiceToken token_) {
        token = token_;
        for (uint256 i; i < 3; ++i) {
            _wallets.push(makeAddr(string.concat("trader ", vm.toString(i))));
        }
        _wallets.push(address(new ReentrantWallet(token_)));
        _wallets.push(address(new WastefulWallet()));
        refusing = address(new RefusingWallet());
        _wallets.push(refusing);
        for (uint256 i; i < _wallets.length; ++i) {
            vm.deal(_wallets[i], 1_000_000_000 ether);
        }
    }

    /// @dev Compares everybody's ETH and redemption value, and the price, before and after a step.
    modifier step(address mayGain, bool everybodyElseMayGain) {
        uint256[] memory wealth = _wealth();
        uint256 supply = token.totalSupply();
        uint256 price = _price(supply);
        _;
        uint256[] memory now_ = _wealth();
        for (uint256 i; i < wealth.length; ++i) {
            bool may = everybodyElseMayGain != (_wallets[i] == mayGain);
            if (!may) assertLe(now_[i], wealth[i], "somebody became richer though nobody else bought or gave");
        }
        uint256 supplyNow = token.totalSupply();
        if (supplyNow > supply) assertGe(_price(supplyNow), price, "the supply rose and the price fell");
        if (supplyNow < supply) assertLe(_price(supplyNow), price, "the supply fell and the price rose");
        if (supplyNow == supply) assertEq(_price(supplyNow), price);
    }

    function wallets() external view returns (address[] memory) {
        return _wallets;
    }

    /// @dev Sums from a wei to the whole reserve are equally likely by their order of magnitude.
    function buy(uint256 walletSeed, uint256 toSeed, uint256 magnitude, uint256 ethIn) external {
        uint256 supply = token.totalSupply();
        uint256 most = 10 ** _bound(magnitude, 1, 26);
        uint256 room = RESERVE_AT_CAP - token.payoutFor(supply, supply) - 1;
        ethIn = _bound(ethIn, most / 10, most);
        if (ethIn > room) ethIn = room;
        _buy(_wallet(walletSeed), toSeed % 4 == 0 ? _wallet(toSeed / 4) : _wallet(walletSeed), ethIn);
    }

    function sell(uint256 walletSeed, uint256 amount, bool all) external {
        address wallet = _wallet(walletSeed);
        uint256 held = token.balanceOf(wallet);
        _sell(wallet, all ? held : _bound(amount, 0, held));
    }

    function transfer(uint256 fromSeed, uint256 toSeed, uint256 amount) external {
        address from = _wallet(fromSeed);
        _transfer(from, _wallet(toSeed), _bound(amount, 0, token.balanceOf(from)));
    }

    function transferFrom(uint256 fromSeed, uint256 toSeed, uint256 amount) external {
        address from = _wallet(fromSeed);
        _transferFrom(from, _wallet(toSeed), _bound(amount, 0, token.balanceOf(from)));
    }

    /// @dev ETH that arrives without a call.
    function force(uint256 amount) external step(address(0), false) {
        amount = _bound(amount, 0, 10 ether);
        forced += amount;
        vm.deal(address(token), address(token).balance + amount);
    }

    /// @dev Bare ETH, more than the supply, more than the balance, a purchase past the cap: refused for everybody.
    function tryWhatIsRefused(uint256 walletSeed, uint256 amount) external step(address(0), false) {
        address wallet = _wallet(walletSeed);
        uint256 supply = token.totalSupply();
        uint256 over = token.balanceOf(wallet) + _bound(amount, 1, CAP);

        vm.startPrank(wallet);
        (bool accepted,) = address(token).call{value: _bound(amount, 0, 1 ether)}("");
        assertFalse(accepted, "bare ETH was accepted");
        (accepted,) = address(token).call(abi.encodeWithSignature("sell(uint256,uint256)", over, 0));
        assertFalse(accepted, "somebody sold what they don't have");
        (accepted,) = address(token).call(abi.encodeCall(token.transfer, (address(this), over)));
        assertFalse(accepted, "somebody sent what they don't have");
        (accepted,) = address(token).call{value: RESERVE_AT_CAP + 101 - token.payoutFor(supply, supply)}(
            abi.encodeCall(token.buy, (wallet, 0, FOREVER))
        );
        assertFalse(accepted, "somebody bought past the cap");
        vm.stopPrank();
    }

    /// @dev Everybody leaves, in an order and in pieces that follow from the seed; one who can't take ETH gives theirs to
    /// somebody who can.
    function everybodyLeaves(uint256 seed) external returns (uint256 paidBefore) {
        paidBefore = paid;
        uint256 n = _wallets.length;
        address[] memory order = _wallets;
        for (uint256 i = n; i > 1; --i) {
            seed = uint256(keccak256(abi.encode(seed)));
            (order[i - 1], order[seed % i]) = (order[seed % i], order[i - 1]);
        }
        for (uint256 i; i < n; ++i) {
            address wallet = order[i];
            uint256 held = token.balanceOf(wallet);
            if (wallet == refusing) {
                address heir = makeAddr("heir");
                _transfer(wallet, heir, held);
                wallet = heir;
            }
            _sell(wallet, seed % (held + 1));
            _sell(wallet, token.balanceOf(wallet));
        }
        assertEq(token.totalSupply(), 0, "somebody could not leave");
    }

    function _buy(address wallet, address to, uint256 ethIn) private step(wallet, true) {
        uint256 supply = token.totalSupply();
        uint256 quoted = token.tokensFor(supply, ethIn);
        vm.prank(wallet);
        if (quoted == 0) {
            vm.expectRevert(abi.encodeWithSelector(IServiceToken.PurchaseMintsNothing.selector, supply, ethIn));
            token.buy{value: ethIn}(to, 0, FOREVER);
            return;
        }
        assertEq(token.buy{value: ethIn}(to, quoted, FOREVER), quoted);
        bought += ethIn;
    }

    function _sell(address wallet, uint256 amount) private step(address(0), false) {
        uint256 quoted = token.payoutFor(token.totalSupply(), amount);
        vm.prank(wallet);
        if (wallet == refusing && quoted != 0) {
            vm.expectRevert(abi.encodeWithSelector(IServiceToken.PayoutRefused.selector, wallet, quoted));
            token.sell{gas: GAS}(amount, quoted);
            return;
        }
        assertEq(token.sell{gas: GAS}(amount, quoted), quoted);
        paid += quoted;
    }

    function _transfer(address from, address to, uint256 amount) private step(to, false) {
        vm.prank(from);
        assertTrue(token.transfer(to, amount));
    }

    function _transferFrom(address from, address to, uint256 amount) private step(to, false) {
        vm.prank(from);
        token.approve(address(this), amount);

        assertTrue(token.transferFrom(from, to, amount));

        assertEq(token.allowance(from, address(this)), 0);
    }

    function _wallet(uint256 seed) private view returns (address) {
        return _wallets[seed % _wallets.length];
    }

    /// @dev Each wallet's ETH and what its tokens would fetch now.
    function _wealth() private view returns (uint256[] memory wealth) {
        uint256 supply = token.totalSupply();
        wealth = new uint256[](_wallets.length);
        for (uint256 i; i < wealth.length; ++i) {
            wealth[i] = _wallets[i].balance + token.payoutFor(supply, token.balanceOf(_wallets[i]));
        }
    }

    /// @dev What the next tenth of a token costs, or the last one when there is no next.
    function _price(uint256 supply) private view returns (uint256) {
        return supply + 1e17 <= CAP ? token.costFor(supply, 1e17) : token.costFor(CAP - 1e17, 1e17);
    }
}
