// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title IServiceTokenFactory
/// @notice Makes one token for each service, at an address that is known before.
/// @dev Its owner may create tokens and hand that right on in two steps, and nothing else: tokens, once made, know
/// neither the factory nor its owner.
interface IServiceTokenFactory {
    /// @notice `token` was made for `serviceId`.
    event TokenCreated(bytes16 indexed serviceId, address indexed token, uint96 accessThreshold, bytes32 name);

    /// @notice `owner` offered its place to `pendingOwner`; the zero address takes an offer back.
    event OwnershipTransferStarted(address indexed owner, address indexed pendingOwner);

    /// @notice `newOwner` took the place of `previousOwner`.
    event OwnershipTransferred(address indexed previousOwner, address indexed newOwner);

    /// @notice `caller` is not the owner.
    error NotOwner(address caller);

    /// @notice `caller` was not offered the owner's place.
    error NotPendingOwner(address caller);

    /// @notice The zero address can't own the factory.
    error OwnerIsZero();

    /// @notice The service has `token` already, made with another threshold or name.
    error TokenExists(bytes16 serviceId, address token);

    /// @notice A threshold is at least 1 and at most the cap, in base units.
    error InvalidAccessThreshold(uint96 accessThreshold);

    /// @notice A name is 1 to 32 bytes without a zero byte, then zero bytes up to 32.
    error InvalidName(bytes32 name);

    /// @notice Makes the token of a service. The same id and arguments again return the same token.
    /// @param serviceId The 16 bytes of the service's UUID.
    /// @param accessThreshold The balance, in base units, from which a wallet has access.
    /// @param name The token's name, padded with zero bytes at its end.
    /// @return token The service's token.
    function create(bytes16 serviceId, uint96 accessThreshold, bytes32 name) external returns (address token);

    /// @notice Where `create` with these arguments puts, or has put, its token. Refuses what `create` would refuse,
    /// except that it doesn't ask whether the service has another token.
    function predict(bytes16 serviceId, uint96 accessThreshold, bytes32 name) external view returns (address token);

    /// @notice The token of a service, or the zero address.
    function tokenOf(bytes16 serviceId) external view returns (address token);

    /// @notice The code behind every token of this factory.
    function implementation() external view returns (address);

    /// @notice Who may create tokens.
    function owner() external view returns (address);

    /// @notice Who may become the owner by accepting, or the zero address.
    function pendingOwner() external view returns (address);

    /// @notice Offers the owner's place to `newOwner`; nothing changes until it accepts.
    function transferOwnership(address newOwner) external;

    /// @notice Takes the owner's place that was offered to the caller.
    function acceptOwnership() external;
}
