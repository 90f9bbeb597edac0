<!DOCTYPE html>
<html <?php language_attributes(); ?>><head><meta charset="utf-8"><?php wp_head(); ?></head><body <?php body_class(); ?>>
<nav><a href="/">Trang chủ</a> <a href="/gioi-thieu/">Giới thiệu</a></nav>
<?php while (have_posts()) : the_post(); ?>
<article id="post-<?php the_ID(); ?>" <?php post_class(); ?>>
<h1 class="entry-title"><a href="<?php the_permalink(); ?>"><?php the_title(); ?></a></h1>
<span class="byline">bởi <span class="author vcard"><a href="<?php echo get_author_posts_url(get_the_author_meta('ID')); ?>"><?php the_author(); ?></a></span></span>
<time class="entry-date" datetime="<?php echo get_the_date('c'); ?>"><?php the_date(); ?></time>
<div class="entry-content"><?php the_content(); ?></div></article>
<?php if (is_singular()) { comments_template(); } endwhile; ?>
<footer>Bản quyền của Nhật ký chợ</footer><?php wp_footer(); ?></body></html>
