// Buys and sells in the visitor's own wallet: it signs and sends, this page only says what.
(function () {
  'use strict';
  var wallet = window.factoryWallet;
  var place = document.getElementById('trade-status');
  if (!place || !wallet) return;

  // Chains that a wallet may not know yet. Source: chainlist.org.
  var CHAINS = {
    1: ['Ethereum', 'https://ethereum-rpc.publicnode.com', 'https://etherscan.io'],
    10: ['OP Mainnet', 'https://mainnet.optimism.io', 'https://optimistic.etherscan.io'],
    8453: ['Base', 'https://mainnet.base.org', 'https://basescan.org'],
    42161: ['Arbitrum One', 'https://arb1.arbitrum.io/rpc', 'https://arbiscan.io'],
    84532: ['Base Sepolia', 'https://sepolia.base.org', 'https://sepolia.basescan.org'],
    11155111: ['Sepolia', 'https://ethereum-sepolia-rpc.publicnode.com', 'https://sepolia.etherscan.io']
  };

  function say(text, bad) {
    var told = document.createElement('p');
    told.className = bad ? 'notice bad' : 'notice';
    told.textContent = text;
    place.replaceChildren(told);
    return told;
  }

  function quantity(number) { return '0x' + BigInt(number).toString(16); }

  // A decimal amount in base units, as text; null when it is none.
  function base(text) {
    var parts = /^([0-9]{1,20})(?:\.([0-9]{1,18}))?$/.exec(text.trim());
    if (!parts) return null;
    var units = BigInt(parts[1] + (parts[2] || '').padEnd(18, '0'));
    return units > 0n ? units.toString() : null;
  }

  function onChain(provider, chain) {
    var wanted = quantity(chain);
    return provider.request({ method: 'eth_chainId' }).then(function (now) {
      if (BigInt(now) === BigInt(wanted)) return;
      say('Your wallet is on another chain; it asks you to change to chain ' + chain + '.');
      return provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId: wanted }] }).catch(function (problem) {
        if (!problem || problem.code !== 4902) throw problem;
        var known = CHAINS[chain];
        if (!known) throw new Error('Your wallet does not know chain ' + chain + ': add it there by hand, and try again.');
        return provider.request({ method: 'wallet_addEthereumChain', params: [{ chainId: wanted, chainName: known[0], rpcUrls: [known[1]], blockExplorerUrls: [known[2]], nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 } }] });
      });
    });
  }

  function follow(chain, hash) {
    return wallet.send('GET', '/transactions/' + chain + '/' + hash).then(function (told) {
      if (told.state === 'pending' || !told.indexed) return later();
      if (told.state === 'reverted') {
        say('The chain refused it: the price has moved too far, or it came too late. Nothing was traded.', true);
      } else {
        say('Done, in block ' + told.block.number + '.');
      }
      document.body.dispatchEvent(new Event('token-changed'));
    }, later);
    function later() {
      return new Promise(function (done) { setTimeout(done, 1500); }).then(function () { return follow(chain, hash); });
    }
  }

  function trade(button, provider) {
    var side = button.dataset.trade;
    var amount = base(document.getElementById(side + '-amount').value);
    if (!amount) return Promise.reject(new Error('Give an amount above 0, with at most 18 decimals.'));
    return provider.request({ method: 'eth_requestAccounts' }).then(function (accounts) {
      if (!accounts.length) throw new Error('Your wallet is locked; open it first.');
      var asked = side === 'buy' ? { wallet: accounts[0], eth_in_wei: amount } : { wallet: accounts[0], amount: amount };
      return wallet.send('POST', '/services/' + button.dataset.service + '/transactions/' + side, asked);
    }).then(function (prepared) {
      var transaction = prepared.transaction;
      return onChain(provider, transaction.chain_id).then(function () {
        say('Confirm it in your wallet.');
        return provider.request({ method: 'eth_sendTransaction', params: [{ from: transaction.from, to: transaction.to, data: transaction.data, value: quantity(transaction.value_wei), gas: quantity(transaction.gas_limit) }] });
      }).then(function (hash) {
        var told = say('Sent; it counts with the next block. ');
        var known = CHAINS[transaction.chain_id];
        if (known) {
          var link = document.createElement('a');
          link.href = known[2] + '/tx/' + hash;
          link.rel = 'noreferrer';
          link.textContent = 'See it on its chain';
          told.append(link);
        }
        return follow(transaction.chain_id, hash);
      });
    });
  }

  document.addEventListener('click', function (event) {
    var button = event.target.closest('[data-trade]');
    if (!button) return;
    var one = wallet.chosen();
    if (!one) {
      document.getElementById('wallet-box').open = true;
      say('Several wallets are in this browser: sign in with one at the top of this page first.');
      return;
    }
    wallet.choose(one);
    button.setAttribute('aria-busy', 'true');
    button.disabled = true;
    trade(button, one.provider).catch(function (problem) { say(wallet.words(problem), true); }).finally(function () {
      button.setAttribute('aria-busy', 'false');
      button.disabled = false;
    });
  });
})();
