(** Derivatives along lines: Lipschitz functions of one real, and smooth functions of n of them. *)

From Coq Require Import Reals Lra Lia FunctionalExtensionality Psatz.
From Coquelicot Require Import Coquelicot.
From Aimcert Require Import Sums Norms.
Local Open Scope R_scope.

(** Mean value: f(b) - f(a) = f'(c)(b - a) for some c between. *)
Lemma mean_value (f df : R -> R) a b :
  (forall x, Rmin a b <= x <= Rmax a b -> is_derive f x (df x)) ->
  exists c, Rmin a b <= c <= Rmax a b /\ f b - f a = df c * (b - a).
Proof.
  intros H. apply MVT_gen.
  - intros x Hx. apply H. lra.
  - intros x Hx. apply continuity_pt_filterlim. apply (ex_derive_continuous f x). exists (df x). now apply H.
Qed.

Lemma between_product a b c : Rmin a b <= c <= Rmax a b -> 0 <= (c - a) * (b - a).
Proof. unfold Rmin, Rmax. destruct (Rle_dec a b); intros; nra. Qed.

(** Taylor's formula against a parabola: h(b) - h(a) - h'(a)(b-a) - (M/2)(b-a)² is (h''(c) - M) times a non-negative
    number. *)
Lemma taylor_remainder (h dh ddh : R -> R) a b M :
  (forall x, Rmin a b <= x <= Rmax a b -> is_derive h x (dh x)) ->
  (forall x, Rmin a b <= x <= Rmax a b -> is_derive dh x (ddh x)) ->
  exists c e, Rmin a b <= c <= Rmax a b /\ 0 <= e /\
              h b - h a - dh a * (b - a) - M / 2 * (b - a)^2 = (ddh c - M) * e.
Proof.
  intros Hh Hdh.
  destruct (mean_value (fun x => h x - (dh a * x + M / 2 * (x - a)^2)) (fun x => dh x - (dh a + M * (x - a))) a b)
    as (x & Hx & E).
  { intros x Hx. apply (is_derive_minus h); [now apply Hh|]. auto_derive; [easy | field]. }
  assert (Hax : forall y, Rmin a x <= y <= Rmax a x -> Rmin a b <= y <= Rmax a b).
  { intros y Hy. revert Hx Hy. unfold Rmin, Rmax. destruct (Rle_dec a b), (Rle_dec a x); lra. }
  destruct (mean_value dh ddh a x) as (c & Hc & Ec); [intros; now apply Hdh, Hax|].
  exists c, ((x - a) * (b - a)). split; [now apply Hax|]. split; [now apply between_product|].
  replace (dh x) with (dh a + ddh c * (x - a)) in E by lra. nra.
Qed.

(** |f'| <= K implies |f(a) - f(b)| <= K |a - b|. *)
Lemma lipschitz_of_derivative (f df : R -> R) K :
  (forall x, is_derive f x (df x)) -> (forall x, Rabs (df x) <= K) ->
  forall a b, Rabs (f a - f b) <= K * Rabs (a - b).
Proof.
  intros Hd Hb a b. destruct (mean_value f df b a (fun x _ => Hd x)) as (c & _ & ->).
  rewrite Rabs_mult. apply Rmult_le_compat_r; [apply Rabs_pos | apply Hb].
Qed.

(** No Lipschitz constant is smaller than |f'| anywhere. *)
Lemma derivative_le_lipschitz (f : R -> R) x d K :
  is_derive f x d -> (forall a b, Rabs (f a - f b) <= K * Rabs (a - b)) -> Rabs d <= K.
Proof.
  intros Hd HK. apply Rnot_lt_le; intros Hlt. apply is_derive_Reals in Hd.
  destruct (Hd (Rabs d - K)) as (delta & Hdelta); [lra|].
  assert (Hp := cond_pos delta). assert (Hne : delta / 2 <> 0) by lra.
  specialize (Hdelta (delta / 2) Hne). rewrite (Rabs_pos_eq (delta / 2)) in Hdelta by lra.
  specialize (Hdelta ltac:(lra)). specialize (HK (x + delta / 2) x).
  replace (x + delta / 2 - x) with (delta / 2) in HK by ring. rewrite (Rabs_pos_eq (delta / 2)) in HK by lra.
  set (h := delta / 2) in *. assert (Hh : 0 < / h) by (apply Rinv_0_lt_compat; unfold h; lra).
  set (quotient := (f (x + h) - f x) / h) in *.
  assert (Hq : Rabs quotient <= K).
  { unfold quotient, Rdiv. rewrite Rabs_mult, (Rabs_pos_eq (/ h)) by lra.
    apply (Rmult_le_reg_r h); [unfold h; lra|]. rewrite Rmult_assoc, Rinv_l by easy. lra. }
  pose proof (Rabs_triang_inv d quotient) as Ht. rewrite (Rabs_minus_sym d) in Ht. lra.
Qed.

Lemma is_derive_sum_of n (f : nat -> R -> R) (d : nat -> R) t :
  (forall i, (i < n)%nat -> is_derive (f i) t (d i)) ->
  is_derive (fun u => sum_of n (fun i => f i u)) t (sum_of n d).
Proof.
  induction n; intros H; simpl; [apply (is_derive_const 0)|].
  apply (is_derive_plus (fun u => sum_of n (fun i => f i u)) (f n)); auto.
Qed.

(** x + s v. *)
Definition along (x v : vector) (s : R) : vector := fun i => x i + s * v i.

Lemma along_0 x v : along x v 0 = x.
Proof. apply functional_extensionality; intros; unfold along; ring. Qed.

Lemma along_sub x y : along x (sub y x) 1 = y.
Proof. apply functional_extensionality; intros; unfold along, sub; ring. Qed.

(** g is the gradient of f in n dimensions: d f(x + s v)/ds = <g(x + s v), v>. *)
Definition is_gradient (n : nat) (f : vector -> R) (g : vector -> vector) : Prop :=
  forall x v s, is_derive (fun s => f (along x v s)) s (dot n (g (along x v s)) v).

(** |g(x) - g(y)| <= L |x - y|. *)
Definition gradient_lipschitz (n : nat) (L : R) (g : vector -> vector) : Prop :=
  forall x y, norm2 n (sub (g x) (g y)) <= L * norm2 n (sub x y).

(** f is L-smooth with gradient g. *)
Definition smooth (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) : Prop :=
  is_gradient n f g /\ gradient_lipschitz n L g.

(** f(y) <= f(x) + <g(x), y - x> + (L/2)|y - x|²: less than L-smooth, and all that a descent needs. *)
Definition quadratic_bound (n : nat) (L : R) (f : vector -> R) (g : vector -> vector) : Prop :=
  forall x y, f y <= f x + dot n (g x) (sub y x) + L / 2 * norm_sq n (sub y x).

(** f is μ-strongly convex with gradient g. *)
Definition strongly_convex (n : nat) (mu : R) (f : vector -> R) (g : vector -> vector) : Prop :=
  forall x y, f x + dot n (g x) (sub y x) + mu / 2 * norm_sq n (sub y x) <= f y.

(** A function whose derivative on (0, 1) is at most D s falls below f(0) + D/2. *)
Lemma increase_at_most (h dh : R -> R) D :
  (forall s, is_derive h s (dh s)) -> (forall s, 0 <= s -> dh s <= D * s) -> h 1 <= h 0 + D / 2.
Proof.
  intros Hd Hb.
  destruct (mean_value (fun s => h s - D / 2 * s ^ 2) (fun s => dh s - D * s) 0 1) as (c & Hc & E).
  - intros s _. apply (is_derive_minus h (fun s => D / 2 * s ^ 2)); [apply Hd|]. auto_derive; [easy | field].
  - rewrite Rmin_left in Hc by lra. specialize (Hb c (proj1 Hc)). nra.
Qed.

(** The mean value inequality along the segment; with -f and -g the lower bound. *)
Lemma smooth_quadratic_bound n L f g : smooth n L f g -> quadratic_bound n L f g.
Proof.
  intros [Hg HL] x y. set (v := sub y x).
  pose proof (increase_at_most (fun s => f (along x v s) - dot n (g x) v * s)
                (fun s => dot n (g (along x v s)) v - dot n (g x) v) (L * norm_sq n v)) as H.
  cbv beta in H. assert (Hv : along x v 1 = y) by apply along_sub. rewrite Hv, along_0 in H.
  enough (f y - dot n (g x) v * 1 <= f x - dot n (g x) v * 0 + L * norm_sq n v / 2) by lra.
  apply H; clear H.
  - intros s. apply (is_derive_minus (fun s => f (along x v s)) (fun s => dot n (g x) v * s)); [apply Hg|].
    auto_derive; [easy | ring].
  - intros s Hs. rewrite <- dot_minus_l.
    apply Rle_trans with (norm2 n (sub (g (along x v s)) (g x)) * norm2 n v); [apply cauchy_schwarz|].
    apply Rle_trans with (L * norm2 n (sub (along x v s) x) * norm2 n v).
    + apply Rmult_le_compat_r; [apply norm2_nonneg | apply HL].
    + assert (E : norm2 n (sub (along x v s) x) = s * norm2 n v).
      { unfold norm2. rewrite (norm_sq_ext n _ (fun i => s * v i)) by (intros; unfold sub, along; ring).
        rewrite norm_sq_scal, sqrt_mult, sqrt_pow2 by (try apply norm_sq_nonneg; try apply pow2_ge_0; lra). ring. }
      rewrite E, <- norm2_sq. right; ring.
Qed.

(** (L/2)(x_0 - c)², in one dimension. *)
Definition quadratic (L c : R) (x : vector) : R := L / 2 * (x O - c)^2.
Definition quadratic_gradient (L c : R) (x : vector) : vector := fun _ => L * (x O - c).

Lemma quadratic_smooth L c : 0 <= L -> smooth 1 L (quadratic L c) (quadratic_gradient L c).
Proof.
  intros HL. split.
  - intros x v s. unfold quadratic, quadratic_gradient, along, dot. cbn [sum_of]. auto_derive; [easy | field].
  - intros x y. apply norm2_at_most; [apply Rmult_le_pos; [easy | apply norm2_nonneg]|].
    rewrite Rpow_mult_distr, norm2_sq. right. unfold norm_sq, sub, quadratic_gradient. cbn [sum_of]. ring.
Qed.

Lemma quadratic_strongly_convex L c : strongly_convex 1 L (quadratic L c) (quadratic_gradient L c).
Proof.
  intros x y. unfold dot, norm_sq, sub, quadratic, quadratic_gradient. cbn [sum_of]. right. field.
Qed.

Lemma quadratic_nonneg L c x : 0 <= L -> 0 <= quadratic L c x.
Proof. intros HL. unfold quadratic. pose proof (pow2_ge_0 (x O - c)). nra. Qed.
