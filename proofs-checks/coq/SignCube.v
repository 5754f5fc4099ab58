(** Functions of n independent signs: their variance is at most half their energy, a quarter for even functions
    (Poincaré's inequality). With energy at most 2 E S² for |S|, S a sum of signs, this is Khinchin's inequality
    (E|S|)² >= (1/2) E S² with its best constant (after Latała and Oleszkiewicz). *)

From Coq Require Import Reals Lra Psatz List.
Import ListNotations.
Local Open Scope R_scope.

(** E f over the signs, true for 1; (1/2) Σ_i E(f - f_i)², f_i with the i-th sign turned round. *)
Fixpoint cube_mean (n : nat) (f : list bool -> R) : R :=
  match n with
  | O => f []
  | S n => (cube_mean n (fun x => f (true :: x)) + cube_mean n (fun x => f (false :: x))) / 2
  end.
Fixpoint energy (n : nat) (f : list bool -> R) : R :=
  match n with
  | O => 0
  | S n => (energy n (fun x => f (true :: x)) + energy n (fun x => f (false :: x))) / 2
           + cube_mean n (fun x => (f (true :: x) - f (false :: x))^2) / 2
  end.
Definition cube_variance (n : nat) (f : list bool -> R) : R := cube_mean n (fun x => (f x)^2) - (cube_mean n f)^2.

(** g and h of f = g ± h, by the first sign. *)
Definition even_part (f : list bool -> R) (x : list bool) : R := (f (true :: x) + f (false :: x)) / 2.
Definition odd_part (f : list bool -> R) (x : list bool) : R := (f (true :: x) - f (false :: x)) / 2.

Lemma cube_mean_ext n f g : (forall x, f x = g x) -> cube_mean n f = cube_mean n g.
Proof. revert f g. induction n; intros f g H; cbn [cube_mean]; [apply H|]. f_equal. f_equal; now apply IHn. Qed.

Lemma cube_mean_combination n a b f g : cube_mean n (fun x => a * f x + b * g x)
    = a * cube_mean n f + b * cube_mean n g.
Proof. revert f g. induction n; intros f g; cbn [cube_mean]; [easy|]. rewrite !IHn. lra. Qed.

Lemma cube_mean_nonneg n f : (forall x, 0 <= f x) -> 0 <= cube_mean n f.
Proof.
  revert f. induction n; intros f H; cbn [cube_mean]; [apply H|].
  pose proof (IHn (fun x => f (true :: x)) ltac:(intros; apply H)).
  pose proof (IHn (fun x => f (false :: x)) ltac:(intros; apply H)). lra.
Qed.

Lemma cube_mean_at_most n f b : (forall x, length x = n -> f x <= b) -> cube_mean n f <= b.
Proof.
  revert f. induction n; intros f H; cbn [cube_mean]; [now apply H|].
  pose proof (IHn (fun x => f (true :: x)) ltac:(intros x Hx; apply H; cbn; now rewrite Hx)).
  pose proof (IHn (fun x => f (false :: x)) ltac:(intros x Hx; apply H; cbn; now rewrite Hx)). lra.
Qed.

(** A mean does not see all signs turned round. *)
Lemma cube_mean_negated n f : cube_mean n (fun x => f (map negb x)) = cube_mean n f.
Proof.
  revert f. induction n; intros f; cbn [cube_mean map negb]; [easy|].
  rewrite (IHn (fun x => f (false :: x))), (IHn (fun x => f (true :: x))). lra.
Qed.

Lemma energy_ext n f g : (forall x, f x = g x) -> energy n f = energy n g.
Proof.
  revert f g. induction n; intros f g H; cbn [energy]; [easy|].
  rewrite (IHn (fun x => f (true :: x)) (fun x => g (true :: x))),
      (IHn (fun x => f (false :: x)) (fun x => g (false :: x)))
    by (intros; apply H).
  f_equal. f_equal. apply cube_mean_ext. intros x. now rewrite !H.
Qed.

(** energy(g+h) + energy(g-h) = 2 energy(g) + 2 energy(h) *)
Lemma energy_parallelogram n g h :
  energy n (fun x => g x + h x) + energy n (fun x => g x - h x) = 2 * energy n g + 2 * energy n h.
Proof.
  revert g h. induction n; intros g h; cbn [energy]; [lra|].
  pose proof (IHn (fun x => g (true :: x)) (fun x => h (true :: x))) as H1. cbv beta in H1.
  pose proof (IHn (fun x => g (false :: x)) (fun x => h (false :: x))) as H2. cbv beta in H2.
  set (G := fun x => g (true :: x) - g (false :: x)). set (H := fun x => h (true :: x) - h (false :: x)).
  assert (E : cube_mean n (fun x => (g (true :: x) + h (true :: x) - (g (false :: x) + h (false :: x)))^2)
              + cube_mean n (fun x => (g (true :: x) - h (true :: x) - (g (false :: x) - h (false :: x)))^2)
              = 2 * cube_mean n (fun x => (G x)^2) + 2 * cube_mean n (fun x => (H x)^2)).
  { rewrite <- cube_mean_combination.
    pose proof (cube_mean_combination n 1 1
      (fun x => (g (true :: x) + h (true :: x) - (g (false :: x) + h (false :: x)))^2)
      (fun x => (g (true :: x) - h (true :: x) - (g (false :: x) - h (false :: x)))^2)) as E. rewrite !Rmult_1_l in E.
    rewrite <- E. apply cube_mean_ext. intros x. unfold G, H. ring. }
  unfold G, H in E. lra.
Qed.

Lemma energy_split n f : energy (S n) f = energy n (even_part f) + energy n (odd_part f)
    + 2 * cube_mean n (fun x => (odd_part f x)^2).
Proof.
  cbn [energy]. pose proof (energy_parallelogram n (even_part f) (odd_part f)) as H.
  rewrite (energy_ext n (fun x => even_part f x + odd_part f x) (fun x => f (true :: x))) in H
    by (intros; unfold even_part, odd_part; field).
  rewrite (energy_ext n (fun x => even_part f x - odd_part f x) (fun x => f (false :: x))) in H
    by (intros; unfold even_part, odd_part; field).
  rewrite (cube_mean_ext n (fun x => (f (true :: x) - f (false :: x))^2) (fun x => 4 * (odd_part f x)^2
      + 0 * (odd_part f x)^2))
    by (intros; unfold odd_part; field).
  rewrite cube_mean_combination. lra.
Qed.

Lemma variance_split n f : cube_variance (S n) f = cube_variance n (even_part f)
    + cube_mean n (fun x => (odd_part f x)^2).
Proof.
  unfold cube_variance. cbn [cube_mean].
  assert (E1 : cube_mean n (even_part f) = (cube_mean n (fun x => f (true :: x))
      + cube_mean n (fun x => f (false :: x))) / 2).
  { rewrite (cube_mean_ext n _ (fun x => / 2 * f (true :: x) + / 2 * f (false :: x)))
    by (intros; unfold even_part; field).
    rewrite (cube_mean_combination n (/ 2) (/ 2) (fun x => f (true :: x)) (fun x => f (false :: x))). field. }
  assert (E2 : cube_mean n (fun x => (even_part f x)^2) + cube_mean n (fun x => (odd_part f x)^2)
               = (cube_mean n (fun x => (f (true :: x))^2) + cube_mean n (fun x => (f (false :: x))^2)) / 2).
  { pose proof (cube_mean_combination n 1 1 (fun x => (even_part f x)^2) (fun x => (odd_part f x)^2)) as E.
    pose proof (cube_mean_combination n (/ 2) (/ 2) (fun x => (f (true :: x))^2) (fun x => (f (false :: x))^2)) as E'.
    cbv beta in E, E'. rewrite (cube_mean_ext n (fun x => 1 * (even_part f x)^2 + 1 * (odd_part f x)^2)
               (fun x => / 2 * (f (true :: x))^2 + / 2 * (f (false :: x))^2)) in E
      by (intros; unfold even_part, odd_part; field).
    lra. }
  rewrite <- E1. lra.
Qed.

(** 2 Var f <= energy f. *)
Lemma poincare n f : 2 * cube_variance n f <= energy n f.
Proof.
  revert f. induction n; intros f; [unfold cube_variance; simpl; lra|].
  rewrite energy_split, variance_split. pose proof (IHn (even_part f)). pose proof (IHn (odd_part f)).
  assert (0 <= energy n (odd_part f)); [|lra]. clear. generalize (odd_part f).
  induction n; intros h; cbn [energy]; [lra|].
  pose proof (IHn (fun x => h (true :: x))). pose proof (IHn (fun x => h (false :: x))).
  pose proof (cube_mean_nonneg n (fun x => (h (true :: x) - h (false :: x))^2) ltac:(intros; apply pow2_ge_0)). lra.
Qed.

(** 4 Var f <= energy f for an even f. *)
Lemma poincare_even n f : (forall x, f (map negb x) = f x) -> 4 * cube_variance n f <= energy n f.
Proof.
  revert f. induction n; intros f Hf; [unfold cube_variance; simpl; lra|].
  assert (Hswap : forall b x, f (b :: map negb x) = f (negb b :: x)).
  { intros b x. rewrite <- (Hf (negb b :: x)). cbn [map]. now rewrite Bool.negb_involutive. }
  rewrite energy_split, variance_split.
  assert (Heven : 4 * cube_variance n (even_part f) <= energy n (even_part f)).
  { apply IHn. intros x. unfold even_part. rewrite !Hswap. cbn [negb]. lra. }
  assert (Hodd : cube_mean n (odd_part f) = 0).
  { pose proof (cube_mean_negated n (odd_part f)) as H.
    rewrite (cube_mean_ext n _ (fun x => -1 * odd_part f x + 0 * odd_part f x)) in H
      by (intros; unfold odd_part; rewrite !Hswap; cbn [negb]; field).
    rewrite cube_mean_combination in H. lra. }
  pose proof (poincare n (odd_part f)) as H. unfold cube_variance at 1 in H. rewrite Hodd in H. lra.
Qed.
