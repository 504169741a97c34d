// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "../../src/ServiceToken.sol";
import {CommonBase} from "forge-std/Base.sol";
import {StdAssertions} from "forge-std/StdAssertions.sol";
import {StdCheats} from "forge-std/StdCheats.sol";
import {StdUtils} from "forge-std/StdUtils.sol";

/// @dev A wallet with code: it uses its payout to try the token again, whatever comes of it.
contract ReentrantTrader {
    ServiceToken private immutable token;

    constructor(ServiceToken token_) {
        token = token_;
    }

    receive() external payable {
        uint256 held = token.balanceOf(address(this));
        try token.sell(held, 0) {} catch {}
        try token.buy{value: msg.value / 2}(address(this), 0, type(uint256).max) {} catch {}
    }
}

/// @dev What wallets can do to a token, bounded so that nothing is refused. Each step checks what it alone may change.
contract Traders is CommonBase, StdAssertions, StdCheats, StdUtils {
    uint256 private constant FOREVER = type(uint256).max;
    uint256 private constant RESERVE_AT_CAP = 50_001_000 ether;

    ServiceToken private immutable token;
    address[] private _wallets;

    uint256 public bought;
    uint256 public paid;
    uint256 public forced;

    constructor(ServiceToken token_) {
        token = token_;
        for (uint256 i; i < 4; ++i) {
            _wallets.push(makeAddr(string.concat("trader ", vm.toString(i))));
        }
        _wallets.push(address(new ReentrantTrader(token_)));
        for (uint256 i; i < _wallets.length; ++i) {
            vm.deal(_wallets[i], 1_000_000_000 ether);
        }
    }

    function wallets() external view returns (address[] memory) {
        return _wallets;
    }

    /// @dev Sums from a wei to the whole reserve are equally likely by their order of magnitude.
    function buy(uint256 walletSeed, uint256 magnitude, uint256 ethIn) external {
        address wallet = _wallet(walletSeed);
        uint256 supply = token.totalSupply();
        uint256 room = RESERVE_AT_CAP - token.payoutFor(supply, supply) - 1;
        uint256 most = 10 ** _bound(magnitude, 1, 26);
        ethIn = _bound(ethIn, most / 10, most);
        if (ethIn > room) ethIn = room;
        if (token.tokensFor(supply, ethIn) == 0) return;
        uint256 wealth = _wealth(wallet);

        vm.prank(wallet);
        token.buy{value: ethIn}(wallet, 0, FOREVER);

        bought += ethIn;
        assertLe(_wealth(wallet), wealth, "a purchase made its buyer richer");
    }

    function sell(uint256 walletSeed, uint256 amount, bool all) external {
        address wallet = _wallet(walletSeed);
        uint256 held = token.balanceOf(wallet);
        amount = all ? held : _bound(amount, 0, held);
        uint256 wealth = _wealth(wallet);
        uint256 others = _othersRedemption(wallet);

        vm.prank(wallet);
        uint256 payout = token.sell(amount, 0);

        paid += payout;
        assertLe(_wealth(wallet), wealth, "a sale made its seller richer");
        assertLe(_othersRedemption(wallet), others, "a sale made others richer");
    }

    function transfer(uint256 fromSeed, uint256 toSeed, uint256 amount) external {
        address from = _wallet(fromSeed);
        amount = _bound(amount, 0, token.balanceOf(from));
        uint256 supply = token.totalSupply();

        vm.prank(from);
        assertTrue(token.transfer(_wallet(toSeed), amount));

        assertEq(token.totalSupply(), supply, "a transfer changed the supply");
    }

    function transferFrom(uint256 fromSeed, uint256 toSeed, uint256 amount) external {
        address from = _wallet(fromSeed);
        amount = _bound(amount, 0, token.balanceOf(from));
        vm.prank(from);
        token.approve(address(this), amount);

        assertTrue(token.transferFrom(from, _wallet(toSeed), amount));

        assertEq(token.allowance(from, address(this)), 0);
    }

    /// @dev ETH that arrives without a call.
    function force(uint256 amount) external {
        amount = _bound(amount, 0, 10 ether);
        forced += amount;
        vm.deal(address(token), address(token).balance + amount);
    }

    /// @dev Everybody sells everything, starting with any of them.
    function everybodyLeaves(uint256 first) external {
        for (uint256 i; i < _wallets.length; ++i) {
            address wallet = _wallets[(first % _wallets.length + i) % _wallets.length];
            uint256 held = token.balanceOf(wallet);
            vm.prank(wallet);
            paid += token.sell(held, 0);
        }
        assertEq(token.totalSupply(), 0, "somebody could not leave");
    }

    function _wallet(uint256 seed) private view returns (address) {
        return _wallets[seed % _wallets.length];
    }

    /// @dev A wallet's ETH and what its tokens would fetch now.
    function _wealth(address wallet) private view returns (uint256) {
        return wallet.balance + token.payoutFor(token.totalSupply(), token.balanceOf(wallet));
    }

    /// @dev What everybody else's tokens would fetch now, sold together.
    function _othersRedemption(address wallet) private view returns (uint256) {
        uint256 supply = token.totalSupply();
        return token.payoutFor(supply, supply - token.balanceOf(wallet));
    }
}
