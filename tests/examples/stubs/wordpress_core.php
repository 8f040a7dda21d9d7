<?php
// WordPress's own hooks and HTTP, without the database that the rest of it wants. Its address is told by a filter.
error_reporting(E_ALL & ~E_DEPRECATED);
define('ABSPATH', rtrim(getenv('WORDPRESS'), '/') . '/');
define('WPINC', 'wp-includes');
define('WP_CONTENT_DIR', ABSPATH . 'wp-content');
$parts = ['version', 'load', 'plugin', 'class-wp-error', 'functions', 'formatting', 'option', 'link-template',
  'general-template', 'class-wp-http', 'http', 'l10n', 'cache', 'class-wp-http-streams', 'class-wp-http-curl',
  'class-wp-http-proxy', 'class-wp-http-cookie', 'class-wp-http-encoding', 'class-wp-http-response',
  'class-wp-http-requests-response', 'class-wp-http-requests-hooks'];
foreach ($parts as $part) {
  // Versions differ in which of these there are.
  $file = ABSPATH . WPINC . "/$part.php";
  if (is_file($file)) require_once $file;
}
add_filter('pre_option_home', fn() => 'https://cafe.example');
add_filter('pre_option_siteurl', fn() => 'https://cafe.example');
