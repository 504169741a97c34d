// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {TokenName} from "../../src/libraries/TokenName.sol";
import {Test} from "forge-std/Test.sol";

contract TokenNameTest is Test {
    function test_acceptsOneToThirtyTwoBytes() public pure {
        assertTrue(TokenName.isValid("a"));
        assertTrue(TokenName.isValid("exactly thirty-two bytes, no pad"));
        assertTrue(TokenName.isValid(bytes32(unicode"Bücherei")));
    }

    function test_refusesNothingAndZeroBytesInside() public pure {
        assertFalse(TokenName.isValid(""));
        assertFalse(TokenName.isValid(hex"0061"));
        assertFalse(TokenName.isValid(hex"610062"));
    }

    function test_unpaddedIsTheTextAlone() public pure {
        assertEq(TokenName.unpadded("a"), "a");
        assertEq(TokenName.unpadded("exactly thirty-two bytes, no pad"), "exactly thirty-two bytes, no pad");
    }

    function test_symbolIsTheFirstEightLettersAndDigits() public pure {
        assertEq(TokenName.symbolOf("Books"), "BOOKS");
        assertEq(TokenName.symbolOf("track books, v2"), "TRACKBOO");
        assertEq(TokenName.symbolOf("az AZ 09"), "AZAZ09");
        assertEq(TokenName.symbolOf("`{@[/:"), "TOKEN");
        assertEq(TokenName.symbolOf(bytes(unicode"Bücher")), "BCHER");
        assertEq(TokenName.symbolOf(bytes(unicode"図書")), "TOKEN");
        assertEq(TokenName.symbolOf(""), "TOKEN");
    }

    function testFuzz_symbolIsOneToEightCapitalsAndDigits(bytes memory name) public pure {
        bytes memory symbol = bytes(TokenName.symbolOf(name));

        assertGe(symbol.length, 1);
        assertLe(symbol.length, 8);
        for (uint256 i; i < symbol.length; ++i) {
            assertTrue((symbol[i] >= "A" && symbol[i] <= "Z") || (symbol[i] >= "0" && symbol[i] <= "9"));
        }
    }

    function testFuzz_aValidNameIsItsTextAndItsPadding(bytes32 name, uint256 length) public pure {
        name &= bytes32(type(uint256).max << (8 * (32 - _bound(length, 1, 32))));
        vm.assume(TokenName.isValid(name));
        bytes memory text = TokenName.unpadded(name);

        assertLe(text.length, 32);
        assertEq(bytes32(text), name);
    }
}
