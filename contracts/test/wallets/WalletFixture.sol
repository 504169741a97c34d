// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title WalletFixture
/// @notice A contract wallet (ERC-1271) that answers well, or in one of the ways in which others don't.
/// @dev Only for tests. `isValidSignature` isn't a view, because a wallet that is asked may try to write.
contract WalletFixture {
    /// @notice How it answers for a signature.
    enum Habit {
        /// By its owner's key.
        Good,
        /// For a signature of no bytes, and for no other.
        Approved,
        /// With another word than the agreed one.
        Wrong,
        /// With a revert.
        Reverting,
        /// With an opcode that doesn't exist.
        Broken,
        /// Never: it uses all gas that it is given.
        Burning,
        /// Well, after 400,000 gas.
        Slow,
        /// With the agreed word, cut to 31 bytes.
        Short,
        /// With the agreed word and 200,000 bytes more.
        Huge,
        /// With nothing.
        Empty,
        /// With the agreed word and a bit behind it.
        Dirty,
        /// Well, after it wrote to its storage.
        Writing
    }

    bytes4 private constant _AGREED = 0x1626ba7e;

    address private immutable _owner;
    Habit private immutable _habit;
    uint256 private _written;

    constructor(address owner, Habit habit) {
        _owner = owner;
        _habit = habit;
    }

    /// @notice ERC-1271.
    function isValidSignature(bytes32 hash, bytes calldata signature) external returns (bytes4) {
        if (_habit == Habit.Good) return _isOwners(hash, signature) ? _AGREED : bytes4(0xffffffff);
        if (_habit == Habit.Approved) return signature.length == 0 ? _AGREED : bytes4(0xffffffff);
        if (_habit == Habit.Wrong) return 0x20c13b0b;
        if (_habit == Habit.Reverting) revert("not mine");
        if (_habit == Habit.Broken) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        if (_habit == Habit.Burning) _burn(type(uint256).max);
        if (_habit == Habit.Slow) _burn(400_000);
        if (_habit == Habit.Writing) _written = block.number + 1;

        uint256 length = 32;
        if (_habit == Habit.Short) length = 31;
        if (_habit == Habit.Huge) length = 200_000;
        if (_habit == Habit.Empty) length = 0;
        uint256 word = uint256(bytes32(_AGREED));
        if (_habit == Habit.Dirty) word |= 1;
        assembly {
            mstore(0, word)
            return(0, length)
        }
    }

    function _burn(uint256 gas) private view {
        uint256 before = gasleft();
        while (before - gasleft() < gas) {}
    }

    function _isOwners(bytes32 hash, bytes calldata signature) private view returns (bool) {
        if (signature.length != 65) return false;
        return ecrecover(hash, uint8(signature[64]), bytes32(signature[:32]), bytes32(signature[32:64])) == _owner;
    }
}
