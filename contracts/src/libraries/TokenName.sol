// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {LibString} from "solady/utils/LibString.sol";

/// @title TokenName
/// @notice A token's name, held in at most 32 bytes, and the symbol that follows from it.
library TokenName {
    /// @notice A symbol has at most this many characters.
    uint256 internal constant SYMBOL_LENGTH = 8;

    /// @notice Whether `name` is text padded with zero bytes at its end only, and not empty.
    /// @dev Bytes outside ASCII are allowed and not checked: whoever names a token answers for its UTF-8.
    function isValid(bytes32 name) internal pure returns (bool) {
        return name != 0 && LibString.normalizeSmallString(name) == name;
    }

    /// @notice The bytes of `name` without their padding.
    function unpadded(bytes32 name) internal pure returns (bytes memory) {
        return bytes(LibString.fromSmallString(name));
    }

    /// @notice The first eight ASCII letters and digits of `name` in upper case, or `TOKEN` when it has none.
    function symbolOf(bytes memory name) internal pure returns (string memory) {
        bytes memory symbol = new bytes(SYMBOL_LENGTH);
        uint256 length;

        for (uint256 i; i < name.length && length < SYMBOL_LENGTH; ++i) {
            bytes1 c = name[i];
            if (c >= "a" && c <= "z") c = bytes1(uint8(c) - 32);
            if ((c >= "A" && c <= "Z") || (c >= "0" && c <= "9")) symbol[length++] = c;
        }
        if (length == 0) return "TOKEN";

        // `length` is at most SYMBOL_LENGTH: the array only becomes shorter.
        assembly ("memory-safe") {
            mstore(symbol, length)
        }
        return string(symbol);
    }
}
