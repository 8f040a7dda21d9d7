<?php
// As much of the curl extension as the documentation's example needs, where it is not installed.
if (!extension_loaded('curl')) {
  define('CURLOPT_RETURNTRANSFER', 19913);
  define('CURLOPT_POST', 47);
  define('CURLOPT_HTTPHEADER', 10023);
  define('CURLOPT_POSTFIELDS', 10015);

  function curl_init($url) {
    return (object) ['url' => $url, 'options' => []];
  }

  function curl_setopt_array($handle, $options) {
    $handle->options = $options;
  }

  function curl_exec($handle) {
    return post_by_stream($handle->url, $handle->options[CURLOPT_HTTPHEADER], $handle->options[CURLOPT_POSTFIELDS]);
  }
}
