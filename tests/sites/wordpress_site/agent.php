<?php
// Does what it is told by JSON lines on its standard input, through WordPress's own functions.

$_SERVER['HTTP_HOST'] = parse_url(getenv('SITE_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('SITE_URL'), PHP_URL_PORT);
$_SERVER['REQUEST_URI'] = '/';
define('WP_INSTALLING', (bool) getenv('SITE_INSTALLING'));
require ABSPATH . 'wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
require_once ABSPATH . 'wp-admin/includes/user.php';

function order_install(array $order): bool {
    wp_install('Nhật ký chợ', 'quantri', 'quantri@example.com', true, '', 'mat-khau', 'vi');
    update_option('permalink_structure', '/%postname%/');
    update_option('timezone_string', 'Asia/Ho_Chi_Minh');
    update_option('comment_moderation', 0);
    update_option('comment_previously_approved', 0);
    update_option('posts_per_rss', 5);
    switch_theme('tho');
    flush_rewrite_rules();
    return true;
}

function order_wipe(array $order): bool {
    global $wpdb;
    foreach (['posts', 'postmeta', 'comments', 'commentmeta'] as $table) { $wpdb->query("TRUNCATE {$wpdb->$table}"); }
    $wpdb->query("DELETE FROM {$wpdb->options} WHERE option_name LIKE '%transient%'");
    return true;
}

function member(string $name): int {
    $login = sanitize_user($name, true) ?: 'm' . md5($name);
    $user = get_user_by('login', $login);
    if ($user) { return $user->ID; }
    return wp_insert_user([
        'user_login' => $login, 'user_pass' => 'x', 'display_name' => $name, 'user_email' => md5($name) . '@example.com',
        'role' => 'author',
    ]);
}

function order_article(array $order): array {
    $id = wp_insert_post([
        'post_title' => $order['title'], 'post_content' => $order['text'], 'post_status' => 'publish',
        'post_author' => member($order['author']), 'post_date' => $order['date'] ?? '', 'post_password' => $order['password'] ?? '',
    ], true);
    if (is_wp_error($id)) { throw new Exception($id->get_error_message()); }
    return ['id' => $id, 'url' => get_permalink($id)];
}

function order_comment(array $order): array {
    $row = [
        'comment_post_ID' => $order['article'], 'comment_content' => $order['text'], 'comment_parent' => $order['parent'] ?? 0,
        'comment_author' => $order['author'], 'comment_author_email' => md5($order['author']) . '@example.com',
        'comment_author_url' => $order['site'] ?? '', 'comment_approved' => 1,
    ];
    if (isset($order['date'])) { $row['comment_date'] = $order['date']; }
    $id = wp_insert_comment($row);
    return ['id' => $id, 'url' => get_comment_link($id)];
}

function order_edit_article(array $order): bool {
    return (bool) wp_update_post(['ID' => $order['id'], 'post_content' => $order['text']]);
}

function order_edit_comment(array $order): bool {
    return (bool) wp_update_comment(['comment_ID' => $order['id'], 'comment_content' => $order['text']]);
}

function order_remove_comment(array $order): bool {
    return wp_delete_comment($order['id'], true);
}

echo json_encode(['done' => true]), "\n";
while (($line = fgets(STDIN)) !== false) {
    $order = json_decode($line, true);
    wp_cache_flush();
    try {
        $made = in_array($order['do'], ['install', 'wipe', 'article', 'comment', 'edit_article', 'edit_comment', 'remove_comment'], true)
            ? ("order_" . $order["do"])($order) : throw new Exception('unknown order');
        echo json_encode(['done' => $made]), "\n";
    } catch (Throwable $error) {
        echo json_encode(['error' => $error->getMessage()]), "\n";
    }
}
