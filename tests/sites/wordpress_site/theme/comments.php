<section id="comments"><h2>Ý kiến</h2>
<ol class="comment-list"><?php wp_list_comments(['style' => 'ol', 'short_ping' => true, 'format' => getenv('SITE_FORMAT') ?: 'html5']); ?></ol>
<?php the_comments_pagination(); comment_form(); ?></section>
