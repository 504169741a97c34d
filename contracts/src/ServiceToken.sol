// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessToken} from "./interfaces/IAccessToken.sol";
import {IServiceToken} from "./interfaces/IServiceToken.sol";
import {CurveMath} from "./libraries/CurveMath.sol";
import {TokenName} from "./libraries/TokenName.sol";
import {ERC20} from "solady/tokens/ERC20.sol";
import {LibClone} from "solady/utils/LibClone.sol";
import {ReentrancyGuardTransient} from "solady/utils/ReentrancyGuardTransient.sol";

/// @title ServiceToken
/// @notice The code behind every service's token; each token is a minimal clone of it.
/// @dev A clone carries its arguments behind its code: serviceId (16 bytes), accessThreshold (12), name (the rest).
contract ServiceToken is IServiceToken, ERC20, ReentrancyGuardTransient {
    uint256 private constant _THRESHOLD_OFFSET = 16;
    uint256 private constant _NAME_OFFSET = 28;

    /// @dev `type(IERC165).interfaceId` and `type(IERC20).interfaceId`, as the standards give them.
    bytes4 private constant _ERC165 = 0x01ffc9a7;
    bytes4 private constant _ERC20 = 0x36372b07;

    address private immutable _implementation = address(this);

    /// @dev The implementation has no arguments behind its code: what it would read there is not its own.
    modifier onlyToken() {
        if (address(this) == _implementation) revert NotAToken();
        _;
    }

    /// @dev ETH without a call.
    receive() external payable {
        revert UseBuy();
    }

    /// @inheritdoc IServiceToken
    function buy(address to, uint256 minTokens, uint256 deadline)
        external
        payable
        onlyToken
        nonReentrant
        returns (uint256 tokens)
    {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        _requireRecipient(to);
        uint256 supply = totalSupply();
        tokens = CurveMath.tokensForDown(supply, msg.value);
        if (tokens == 0) revert PurchaseMintsNothing(supply, msg.value);
        if (tokens < minTokens) revert TokensBelowMinimum(tokens, minTokens);

        _mint(to, tokens);

        emit Bought(msg.sender, to, msg.value, tokens);
    }

    /// @inheritdoc IServiceToken
    function sell(uint256 amount, uint256 minPayout) external returns (uint256 payout) {
        return _sell(amount, minPayout);
    }

    /// @inheritdoc IServiceToken
    function sell(uint256 amount, uint256 minPayout, uint256 deadline) external returns (uint256 payout) {
        if (block.timestamp > deadline) revert DeadlinePassed(deadline, block.timestamp);
        return _sell(amount, minPayout);
    }

    /// @inheritdoc ERC20
    function transfer(address to, uint256 amount) public override returns (bool) {
        _requireRecipient(to);
        return super.transfer(to, amount);
    }

    /// @inheritdoc ERC20
    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        _requireRecipient(to);
        return super.transferFrom(from, to, amount);
    }

    /// @inheritdoc IServiceToken
    function tokensFor(uint256 supply, uint256 ethIn) external pure returns (uint256 tokens) {
        return CurveMath.tokensForDown(supply, ethIn);
    }

    /// @inheritdoc IServiceToken
    function payoutFor(uint256 supply, uint256 amount) external pure returns (uint256 payout) {
        return CurveMath.payoutDown(supply, amount);
    }

    /// @inheritdoc IServiceToken
    function costFor(uint256 supply, uint256 amount) external pure returns (uint256 cost) {
        return CurveMath.costUp(supply, amount);
    }

    /// @inheritdoc IServiceToken
    function cap() external pure returns (uint256) {
        return CurveMath.CAP;
    }

    /// @inheritdoc IAccessToken
    function serviceId() external view onlyToken returns (bytes16) {
        return bytes16(LibClone.argLoad(LibClone.argsOnClone(address(this), 0, _THRESHOLD_OFFSET), 0));
    }

    /// @inheritdoc IAccessToken
    function accessThreshold() public view onlyToken returns (uint96) {
        bytes memory args = LibClone.argsOnClone(address(this), _THRESHOLD_OFFSET, _NAME_OFFSET);
        return uint96(bytes12(LibClone.argLoad(args, 0)));
    }

    /// @inheritdoc IAccessToken
    function hasAccess(address account) external view returns (bool) {
        return balanceOf(account) >= accessThreshold();
    }

    /// @inheritdoc ERC20
    function balanceOf(address account) public view override(IAccessToken, ERC20) returns (uint256) {
        return super.balanceOf(account);
    }

    /// @inheritdoc ERC20
    function name() public view override onlyToken returns (string memory) {
        return string(LibClone.argsOnClone(address(this), _NAME_OFFSET));
    }

    /// @inheritdoc ERC20
    function symbol() public view override returns (string memory) {
        return TokenName.symbolOf(bytes(name()));
    }

    /// @inheritdoc IServiceToken
    function supportsInterface(bytes4 interfaceId) external pure returns (bool) {
        return interfaceId == _ERC165 || interfaceId == _ERC20 || interfaceId == type(IAccessToken).interfaceId
            || interfaceId == type(IServiceToken).interfaceId;
    }

    /// @dev The balance is checked by `_burn`, before anything is written.
    function _sell(uint256 amount, uint256 minPayout) private nonReentrant returns (uint256 payout) {
        payout = CurveMath.payoutDown(totalSupply(), amount);
        if (payout < minPayout) revert PayoutBelowMinimum(payout, minPayout);

        _burn(msg.sender, amount);

        emit Sold(msg.sender, amount, payout);

        if (payout != 0) _pay(msg.sender, payout);
    }

    /// @dev The only external call. Nothing that the receiver returns is copied.
    function _pay(address to, uint256 payout) private {
        bool paid;
        assembly ("memory-safe") {
            paid := call(gas(), to, payout, 0, 0, 0, 0)
        }
        if (!paid) revert PayoutRefused(to, payout);
    }

    function _requireRecipient(address to) private view {
        if (to == address(0) || to == address(this)) revert InvalidRecipient(to);
    }

    /// @dev No allowance that the holder didn't give.
    function _givePermit2InfiniteAllowance() internal pure override returns (bool) {
        return false;
    }

    /// @dev Transient on every chain: the build targets Cancun.
    function _useTransientReentrancyGuardOnlyOnMainnet() internal pure override returns (bool) {
        return false;
    }
}
