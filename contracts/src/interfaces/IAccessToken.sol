// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IAccessToken
/// @notice What a gate needs to know of a token: which service it opens, and to whom.
/// @dev A token's identity is the pair (chain id, address), always both.
interface IAccessToken {
    /// @notice The id of the service that this token opens: the 16 bytes of its UUID.
    function serviceId() external view returns (bytes16);

    /// @notice The balance, in base units, from which a wallet has access. Never 0; 1 is "any balance above zero".
    function accessThreshold() external view returns (uint96);

    /// @notice Whether `account` holds at least the access threshold.
    function hasAccess(address account) external view returns (bool);

    /// @notice What `account` holds, in base units (1e18 to a token).
    function balanceOf(address account) external view returns (uint256);
}
