// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ServiceToken} from "./ServiceToken.sol";
import {IServiceTokenFactory} from "./interfaces/IServiceTokenFactory.sol";
import {CurveMath} from "./libraries/CurveMath.sol";
import {TokenName} from "./libraries/TokenName.sol";
import {LibClone} from "solady/utils/LibClone.sol";

/// @title ServiceTokenFactory
/// @notice Makes each service's token as a minimal clone with immutable arguments.
contract ServiceTokenFactory is IServiceTokenFactory {
    /// @inheritdoc IServiceTokenFactory
    address public immutable implementation = address(new ServiceToken());

    /// @inheritdoc IServiceTokenFactory
    address public owner;

    /// @inheritdoc IServiceTokenFactory
    address public pendingOwner;

    /// @inheritdoc IServiceTokenFactory
    mapping(bytes16 serviceId => address token) public tokenOf;

    modifier onlyOwner() {
        if (msg.sender != owner) revert NotOwner(msg.sender);
        _;
    }

    /// @param initialOwner Who may create tokens at first.
    constructor(address initialOwner) {
        if (initialOwner == address(0)) revert OwnerIsZero();
        owner = initialOwner;
        emit OwnershipTransferred(address(0), initialOwner);
    }

    /// @inheritdoc IServiceTokenFactory
    function create(bytes16 serviceId, uint96 accessThreshold, bytes32 name)
        external
        onlyOwner
        returns (address token)
    {
        bytes memory args = _args(serviceId, accessThreshold, name);

        address existing = tokenOf[serviceId];
        if (existing != address(0)) {
            if (existing != _predict(serviceId, args)) revert TokenExists(serviceId, existing);
            return existing;
        }

        token = LibClone.cloneDeterministic(implementation, args, serviceId);
        tokenOf[serviceId] = token;

        emit TokenCreated(serviceId, token, accessThreshold, name);
    }

    /// @inheritdoc IServiceTokenFactory
    function predict(bytes16 serviceId, uint96 accessThreshold, bytes32 name) external view returns (address token) {
        return _predict(serviceId, _args(serviceId, accessThreshold, name));
    }

    /// @inheritdoc IServiceTokenFactory
    function transferOwnership(address newOwner) external onlyOwner {
        pendingOwner = newOwner;
        emit OwnershipTransferStarted(msg.sender, newOwner);
    }

    /// @inheritdoc IServiceTokenFactory
    function acceptOwnership() external {
        if (msg.sender != pendingOwner) revert NotPendingOwner(msg.sender);
        address previousOwner = owner;
        owner = msg.sender;
        delete pendingOwner;
        emit OwnershipTransferred(previousOwner, msg.sender);
    }

    /// @dev What a token carries behind its code, as `ServiceToken` reads it.
    function _args(bytes16 serviceId, uint96 accessThreshold, bytes32 name) private pure returns (bytes memory) {
        if (accessThreshold == 0 || accessThreshold > CurveMath.CAP) revert InvalidAccessThreshold(accessThreshold);
        if (!TokenName.isValid(name)) revert InvalidName(name);
        return abi.encodePacked(serviceId, accessThreshold, TokenName.unpadded(name));
    }

    function _predict(bytes16 serviceId, bytes memory args) private view returns (address) {
        return LibClone.predictDeterministicAddress(implementation, args, serviceId, address(this));
    }
}
